package io.sekisho.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sekisho.destination.Host;
import io.sekisho.passage.Attempt;
import io.sekisho.passage.DialAttempt;
import java.util.List;

/**
 * One try to connect, as the log keeps it.
 *
 * @param outcome {@code connected}, {@code refused}, {@code broken_off}, {@code timed_out}, {@code
 *     unroutable} or {@code abandoned}
 * @param millis how long it took
 * @param parent the parent proxy, if the address is its and not the target's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DialledAddress(String address, String outcome, long millis, String parent) {

  /** All tries of an attempt; null where the attempt's address tells everything. */
  public static List<DialledAddress> of(Attempt attempt) {
    List<DialAttempt> tries = attempt.dialled();
    boolean plain =
        tries.size() == 1
            && tries.get(0).outcome() == DialAttempt.Outcome.CONNECTED
            && tries.get(0).parent().isEmpty();
    return plain || tries.isEmpty() ? null : tries.stream().map(DialledAddress::of).toList();
  }

  private static DialledAddress of(DialAttempt one) {
    return new DialledAddress(
        Host.format(one.address()),
        one.outcome().label(),
        one.took().toMillis(),
        one.parent().orElse(null));
  }
}
