package io.sekisho.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.replay.Difference;
import io.sekisho.policy.replay.Replay;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Writes differences as they come: as one JSON object that ends in the totals, or a line for each
 * and one for the totals. Without totals it was cut off.
 */
final class ReplayLines {

  private final OutputStream out;
  private final boolean lines;
  private long written;

  ReplayLines(OutputStream out, boolean lines) {
    this.out = out;
    this.lines = lines;
  }

  /**
   * What becomes of one user's attempts to reach one destination.
   *
   * @param change {@code gained} if they were denied and would be allowed, {@code lost} if the
   *     other way round, {@code undetermined} if that depends on an address that is not recorded
   * @param policyBefore the policy that decided; null if none did
   * @param policyAfter the policy that would decide; null if none would
   * @param attempts how many
   */
  @RegisterForReflection
  record Line(
      String user,
      String host,
      int port,
      @Schema(enumeration = {"gained", "lost", "undetermined"}) String change,
      @Schema(nullable = true) String policyBefore,
      @Schema(nullable = true) String policyAfter,
      long attempts,
      @Schema(format = "date-time") String first,
      @Schema(format = "date-time") String last) {

    static Line of(Difference difference) {
      return new Line(
          difference.user(),
          difference.authority().host().text(),
          difference.authority().port(),
          difference.change().label(),
          difference.before().orElse(null),
          difference.after().orElse(null),
          difference.attempts(),
          text(difference.first()),
          text(difference.last()));
    }

    private static String text(Instant time) {
      return time.toString();
    }
  }

  /** The last line, when the answer has lines. */
  @RegisterForReflection(targets = {Last.class, Replay.Totals.class})
  record Last(Replay.Totals totals) {}

  void write(Difference difference) {
    try {
      if (!lines) {
        out.write(ascii(written == 0 ? "{\"differences\":[" : ","));
      }
      out.write(json(Line.of(difference)));
      if (lines) {
        out.write('\n');
      }
      written++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void finish(Replay.Totals totals) throws IOException {
    if (lines) {
      out.write(json(new Last(totals)));
      out.write('\n');
      return;
    }
    out.write(ascii((written == 0 ? "{\"differences\":[" : "") + "],\"totals\":"));
    out.write(json(totals));
    out.write('}');
  }

  private static byte[] json(Object value) throws JsonProcessingException {
    return StrictJson.JSON.writeValueAsBytes(value);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
