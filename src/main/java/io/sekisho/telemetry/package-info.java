/** The meters, their names and their labels. No label ever holds a user, a host or free text. */
package io.sekisho.telemetry;
