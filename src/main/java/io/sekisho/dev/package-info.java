/** Dev mode only: tells a newcomer what to paste. Not part of a production build's beans. */
package io.sekisho.dev;
