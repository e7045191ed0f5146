package io.sekisho.store;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Somebody has read the audit log.
 *
 * @param time when it was asked for
 * @param user who read, by the name that policies know
 * @param subject the {@code sub} of the reader's token
 * @param issuer the {@code iss} of the reader's token
 * @param call method and path
 * @param parameters what was asked for
 * @param format in which it was answered
 * @param rows how many attempts or entries were answered, or were gone through to answer; null as
 *     long as a streamed answer is under way, or if nobody knows as its node vanished
 * @param complete whether the answer came to its end; null like rows
 */
public record RecordedAccess(
    UUID id,
    Instant time,
    String user,
    String subject,
    String issuer,
    String call,
    Map<String, Object> parameters,
    String format,
    Long rows,
    Boolean complete) {}
