/**
 * What loads a proxy, and what stands behind it: a driver and the origins, each a process of its
 * own, so that their processor time is not the proxy's. One thread each does the work, as both
 * share two cores with the proxy: more would only take turns. Nothing is allocated for a round trip
 * or a buffer of bulk; for a connection only what the JDK needs for a channel.
 *
 * <p>The driver takes one command a line on standard input: a load's name, its options, and the
 * {@link io.sekisho.bench.load.Route}s. It answers {@code begin} and {@code end} where what is
 * measured begins and ends and {@code half} in between, so that whoever asked can look at the
 * proxy's processes then, {@code wait} where it goes on only after another line, and at last {@code
 * result} with figures, its own processor time among them, or {@code failed} with the reason. Both
 * processes end with their standard input.
 */
package io.sekisho.bench.load;
