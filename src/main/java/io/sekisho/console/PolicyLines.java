package io.sekisho.console;

import io.sekisho.policy.PolicyDocument;
import io.sekisho.policy.PolicyDocument.DestinationDocument;
import io.sekisho.policy.PolicyDocument.LimitsDocument;
import io.sekisho.policy.PolicyDocument.ScheduleDocument;
import io.sekisho.policy.PolicyDocument.SubjectDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Policies as lines that people read and write: {@code group developers}, {@code *.example.com
 * 443}. What is read is what was written. Pure.
 */
final class PolicyLines {

  private static final String QUOTE = "\"";

  private PolicyLines() {}

  /** One of whom a policy is about. A name that a line would not keep as it is stands in quotes. */
  static String of(SubjectDocument subject) {
    if (subject.value() == null) {
      return String.valueOf(subject.kind());
    }
    String value = subject.value();
    boolean kept = value.equals(value.strip()) && !value.startsWith(QUOTE);
    return subject.kind()
        + " "
        + (kept ? value : QUOTE + value.replace("\\", "\\\\").replace(QUOTE, "\\\"") + QUOTE);
  }

  /** Reads what {@link #of(SubjectDocument)} writes; of anything else, something invalid. */
  static SubjectDocument subject(String line) {
    String[] parts = line.strip().split("\\s+", 2);
    if (parts.length == 1) {
      return new SubjectDocument(parts[0], null);
    }
    String value = parts[1];
    boolean quoted = value.length() > 1 && value.startsWith(QUOTE) && value.endsWith(QUOTE);
    return new SubjectDocument(
        parts[0],
        quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value);
  }

  /** One of where a policy leads. */
  static String of(DestinationDocument destination) {
    List<String> ports = Objects.requireNonNullElse(destination.ports(), List.of());
    return (target(destination) + " " + String.join(",", ports)).strip();
  }

  /** The host or the block; a block of one address as a block, as the address would be a host. */
  private static String target(DestinationDocument destination) {
    if (destination.cidr() == null) {
      return Objects.requireNonNullElse(destination.host(), "");
    }
    String block = destination.cidr();
    return block.contains("/") ? block : block + (block.contains(":") ? "/128" : "/32");
  }

  /** Reads what {@link #of(DestinationDocument)} writes; of anything else, something invalid. */
  static DestinationDocument destination(String line) {
    String[] parts = line.strip().split("\\s+", 2);
    List<String> ports =
        parts.length == 1
            ? List.of()
            : Stream.of(parts[1].split("[,\\s]+")).filter(port -> !port.isEmpty()).toList();
    boolean isBlock = parts[0].contains("/");
    return new DestinationDocument(isBlock ? null : parts[0], isBlock ? parts[0] : null, ports);
  }

  /** In which hours of the week a policy acts. */
  static String of(ScheduleDocument schedule) {
    return "%s %s–%s %s"
        .formatted(
            String.join(", ", Objects.requireNonNullElse(schedule.days(), List.of())),
            schedule.from(),
            schedule.to(),
            schedule.zone());
  }

  /** All of a policy, by the names that its fields have in the API; without those that are null. */
  static Map<String, List<String>> of(PolicyDocument policy) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    put(lines, "name", policy.name());
    put(lines, "description", "".equals(policy.description()) ? null : policy.description());
    put(lines, "enabled", policy.enabled());
    put(lines, "effect", policy.effect());
    put(lines, "mode", policy.mode());
    lines.put("subjects", all(policy.subjects()).map(PolicyLines::of).toList());
    lines.put("destinations", all(policy.destinations()).map(PolicyLines::of).toList());
    put(lines, "tls", policy.tls());
    put(lines, "validFrom", policy.validFrom());
    put(lines, "validUntil", policy.validUntil());
    put(lines, "schedule", policy.schedule() == null ? null : of(policy.schedule()));
    if (policy.limits() != null) {
      limits(policy.limits()).forEach((name, value) -> put(lines, "limits." + name, value));
    }
    return lines;
  }

  /** How far a policy lets its users go, by the names of the API; without those that are null. */
  static Map<String, Object> limits(LimitsDocument limits) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("concurrentTunnels", limits.concurrentTunnels());
    all.put("connectsPerMinute", limits.connectsPerMinute());
    all.put("bytesPerDay", limits.bytesPerDay());
    all.put("bitsPerSecond", limits.bitsPerSecond());
    all.put("idleTimeout", limits.idleTimeout());
    all.put("maxDuration", limits.maxDuration());
    all.values().removeIf(Objects::isNull);
    return all;
  }

  private static <T> Stream<T> all(List<T> list) {
    return Objects.requireNonNullElse(list, List.<T>of()).stream().filter(Objects::nonNull);
  }

  private static void put(Map<String, List<String>> lines, String field, Object value) {
    if (value != null) {
      lines.put(field, List.of(value.toString()));
    }
  }
}
