/**
 * How records leave for elsewhere. Each configured stream is led through the audit log on its own
 * ({@link io.sekisho.audit.LogFollower}) and hands what it is shown to its {@link
 * io.sekisho.stream.Sink}, which returns only once the receiver has it. Of a way that is not
 * configured nothing is made.
 */
package io.sekisho.stream;
