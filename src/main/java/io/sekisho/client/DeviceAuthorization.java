package io.sekisho.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A login that somebody is to make (RFC 8628 §3.2).
 *
 * @param deviceCode names it to the issuer; a secret
 * @param userCode names it to the person
 * @param page where the person enters the code
 * @param pageWithCode the same with the code in it, if there is one
 * @param life how long it may be made
 * @param interval how long to wait before asking, and again
 */
record DeviceAuthorization(
    Secret deviceCode,
    String userCode,
    URI page,
    Optional<URI> pageWithCode,
    Duration life,
    Duration interval) {

  /** Nobody waits longer for a person. */
  private static final long MAX_LIFE = Duration.ofHours(1).toSeconds();

  private static final long DEFAULT_INTERVAL = 5;
  private static final int MAX_USER_CODE = 64;

  /**
   * Takes over the answer, if it can be shown to a person.
   *
   * @throws Failure if not
   */
  static DeviceAuthorization of(JsonNode answer, UrlRule rule) {
    return new DeviceAuthorization(
        Json.text(answer, "device_code").map(Secret::new).orElseThrow(() -> lacks("device_code")),
        Json.text(answer, "user_code")
            .filter(code -> code.length() <= MAX_USER_CODE && Plain.is(code))
            .orElseThrow(() -> lacks("user_code")),
        Json.text(answer, "verification_uri")
            .flatMap(rule::read)
            .orElseThrow(() -> lacks("verification_uri")),
        Json.text(answer, "verification_uri_complete").flatMap(rule::read),
        Duration.ofSeconds(
            Math.min(
                MAX_LIFE,
                seconds(answer.path("expires_in")).orElseThrow(() -> lacks("expires_in")))),
        Duration.ofSeconds(seconds(answer.path("interval")).orElse(DEFAULT_INTERVAL)));
  }

  /** What the person is told. */
  String instructions() {
    return "To get a pass, open\n\n    "
        + page
        + "\n\nin a browser on any machine and enter the code\n\n    "
        + userCode
        + "\n"
        + pageWithCode
            .map(all -> "\nor open this, which has the code:\n\n    " + all + "\n")
            .orElse("")
        + "\nWaiting for the login, up to "
        + (life.toMinutes() > 1 ? life.toMinutes() + " minutes" : life.toSeconds() + " seconds")
        + ".\n";
  }

  private static Optional<Long> seconds(JsonNode node) {
    return Optional.of(node)
        .filter(number -> number.isIntegralNumber() && number.canConvertToInt())
        .map(JsonNode::longValue)
        .filter(number -> number > 0);
  }

  private static Failure lacks(String field) {
    return new Failure("the issuer's answer has no usable " + field);
  }
}
