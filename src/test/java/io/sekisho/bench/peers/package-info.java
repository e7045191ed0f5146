/**
 * Sekisho beside the proxies people know, in one run: {@code ./mvnw package -Pbench-peers}.
 *
 * <p>{@link io.sekisho.bench.peers.Main} starts the origins and the driver of {@link
 * io.sekisho.bench.load}, a PostgreSQL that forces its commits to the disk, the packaged Sekisho
 * with everything on, and the {@link io.sekisho.bench.peers.Peer}s that are installed, with access
 * logs on; of the others it tells that they are missing. {@link io.sekisho.bench.peers.Run} has
 * each {@link io.sekisho.bench.peers.Measure} taken of every {@link
 * io.sekisho.bench.peers.Contender} in turn, several times over, so that what else the machine does
 * hits all alike; JVMs among them have had a {@link io.sekisho.bench.peers.WarmUp} then. {@link
 * io.sekisho.bench.peers.Table} sets the medians side by side.
 *
 * <p>What a record costs is told by an application of which {@link
 * io.sekisho.bench.peers.NoRecordApplication} replaced one class; whether Sekisho holds more the
 * longer it runs, by the {@link io.sekisho.bench.peers.Soak}.
 *
 * <p>Nothing leaves loopback, and all processes and files go with the run, also if it is broken
 * off.
 */
package io.sekisho.bench.peers;
