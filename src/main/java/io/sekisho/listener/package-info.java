/**
 * Where connections come in, and where the flow is: {@link io.sekisho.listener.ProxyVerticle}
 * accepts on every event loop, {@link io.sekisho.listener.ClientConnection} reads a head and writes
 * an answer, and {@link io.sekisho.listener.Passage} leads one attempt through all stages in order.
 */
package io.sekisho.listener;
