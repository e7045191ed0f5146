/**
 * Where connections come in, and where the flow is: {@link io.sekisho.listener.ProxyVerticle}
 * listens on every event loop, {@link io.sekisho.listener.Entrance} makes of a connection one
 * {@link io.sekisho.listener.Client} for each request, which takes a head and gives the answer,
 * {@link io.sekisho.listener.Passage} leads one attempt through all stages in order, and {@link
 * io.sekisho.listener.Outcomes} sees to what becomes of it.
 */
package io.sekisho.listener;
