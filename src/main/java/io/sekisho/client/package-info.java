/**
 * The commands that start nothing. {@link io.sekisho.client.VerifyCommand} checks an exported audit
 * log, by {@link io.sekisho.proof}. The other is what clients use: it gets a pass from the issuer
 * and prints it as what a shell, curl or a script takes. Plain Java, without Quarkus, database or
 * listeners, so that it is there at once; of the application they know only {@link
 * io.sekisho.destination} and {@code proof}.
 *
 * <p>{@link io.sekisho.client.TokenOptions} reads what is asked for, {@link
 * io.sekisho.client.Issuer} gets it, {@link io.sekisho.client.Output} says it. What an issuer
 * answers is text of a stranger: it is bounded, and no byte of it reaches a shell or a terminal
 * unchecked.
 */
package io.sekisho.client;
