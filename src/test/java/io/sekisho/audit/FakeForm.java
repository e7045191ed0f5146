package io.sekisho.audit;

import io.sekisho.audit.AuditRecord.Spooled.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** As much of a record as the journal need know, as text. */
final class FakeForm implements SpoolForm {

  static final String NODE = "spooling";

  @Override
  public byte[] write(AuditRecord record, Optional<UUID> replaces) {
    return Stream.of(
            record.id(),
            record.time(),
            record.tunnel(),
            record.attempted(),
            Kind.of(record),
            replaces.map(UUID::toString).orElse("-"))
        .map(Object::toString)
        .collect(Collectors.joining(" "))
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public AuditRecord.Spooled read(byte[] bytes) {
    List<String> fields = List.of(new String(bytes, StandardCharsets.US_ASCII).split(" "));
    if (fields.size() != 6) {
      throw new IllegalArgumentException("no record");
    }
    return new AuditRecord.Spooled(
        UUID.fromString(fields.get(0)),
        Instant.parse(fields.get(1)),
        UUID.fromString(fields.get(2)),
        Instant.parse(fields.get(3)),
        NODE,
        Kind.valueOf(fields.get(4)),
        Optional.of(fields.get(5)).filter(id -> !id.equals("-")).map(UUID::fromString),
        "",
        Optional.empty());
  }
}
