/**
 * Sekisho (関所): a checkpoint for outbound connections. A client asks for a tunnel with HTTP CONNECT
 * and shows a pass (an OIDC-issued bearer token); a policy decides; the passage is written down;
 * only then do bytes flow, unread.
 *
 * <pre>
 *  listener      identity        policy         egress     limit      egress     audit      tunnel     audit
 *  accept,   →   verify the  →   decide by  →   resolve →  take a  →  dial    →  commit  →  200,    →  record
 *  read head     pass            name           once,      place      one        opened     relay      closed
 *  (connect)                                    judge
 * </pre>
 *
 * <p>{@link io.sekisho.listener} owns the flow; every other package is one stage of it and knows
 * only the stages before. {@link io.sekisho.destination}, {@link io.sekisho.connect}, {@link
 * io.sekisho.policy} and {@link io.sekisho.tls} are pure: text and facts in, an outcome out. {@link
 * io.sekisho.store} alone speaks JPA and SQL, {@link io.sekisho.api} and, on top of it, {@link
 * io.sekisho.console} alone speak JAX-RS.
 *
 * <p>Behind it all {@link io.sekisho.watch} is led through the records as they are committed, and
 * raises alerts, of which {@link io.sekisho.webhook} tells.
 *
 * <p>Threads: a connection lives on the event loop that accepted it, its target's connection too,
 * and no event loop ever waits. The audit writer and the database feed each own one thread that may
 * block on the database (with a spool, the writer has another one for that, and blocks on the
 * disk), and so does each stream of {@link io.sekisho.stream}, on its receiver too; REST calls run
 * on the worker pool.
 */
package io.sekisho;
