/** What takes how long, measured with JMH: {@code ./mvnw test -Pbench}. */
package io.sekisho.bench;
