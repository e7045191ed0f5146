/**
 * What is suspicious in the audit log. Every committed record becomes an {@link
 * io.sekisho.watch.Event}; each {@link io.sekisho.watch.Rule} sees them all, remembers a bounded
 * number of them, and tells of a {@link io.sekisho.watch.Finding} when what it looks for is there.
 * Time is that of the records: those that come late are judged as if they had come in time, and no
 * rule has a clock. Findings of one rule about one user or address (and target) become one alert
 * for a while, or until somebody has seen to it.
 *
 * <p>Rules are pure. What they need to know of the past beyond their memory they ask {@link
 * io.sekisho.watch.Acquaintances} and {@link io.sekisho.watch.Baselines}. A record that is shown
 * twice changes nothing.
 */
package io.sekisho.watch;
