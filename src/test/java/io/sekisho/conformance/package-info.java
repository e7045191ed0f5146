/**
 * A conformance suite for HTTP/1.1 CONNECT proxies, one test for each rule, each named by its
 * clause. It knows nothing of the proxy under test but its port, a pass that is good and a place
 * that may be reached, and can be read as a document of what a CONNECT proxy owes its clients:
 *
 * <ul>
 *   <li>{@link io.sekisho.conformance.HeadRule}: what may stand in a request's head
 *   <li>{@code Rfc9110QuarkusTest}: tunnels and authentication
 *   <li>{@code Rfc9112QuarkusTest}: messages and connections
 *   <li>{@code Rfc3986QuarkusTest}: authorities
 *   <li>{@code Rfc9931QuarkusTest}: the end of a connection whose CONNECT is refused
 *   <li>{@code Rfc9209QuarkusTest}: Proxy-Status
 *   <li>{@code Rfc6750QuarkusTest}, {@code Rfc7617QuarkusTest}: Bearer and Basic
 *   <li>{@code BoundsQuarkusTest}: how much a client may ask for
 * </ul>
 */
package io.sekisho.conformance;
