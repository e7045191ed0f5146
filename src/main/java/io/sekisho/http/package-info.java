/** What asking others over HTTP takes, within bounds; the JDK's own client, and nothing else. */
package io.sekisho.http;
