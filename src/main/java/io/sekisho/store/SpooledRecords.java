package io.sekisho.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.audit.AuditRecord;
import io.sekisho.audit.AuditRecord.Spooled.Kind;
import io.sekisho.audit.SpoolForm;
import io.sekisho.config.NodeName;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Records in the spool: the row that they would have been, as JSON, with what the journal knows of
 * them besides. Their place in a chain they get when they are written.
 */
@ApplicationScoped
class SpooledRecords implements SpoolForm {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String KIND = "kind";
  private static final String REPLACES = "replaces";
  private static final String ROW = "row";

  private final NodeName node;

  SpooledRecords(NodeName node) {
    this.node = node;
  }

  @Override
  public byte[] write(AuditRecord record, Optional<UUID> replaces) {
    StringBuilder json = new StringBuilder(1_024);
    json.append("{\"" + KIND + "\":\"").append(Kind.of(record)).append('"');
    replaces.ifPresent(id -> json.append(",\"" + REPLACES + "\":\"").append(id).append('"'));
    json.append(",\"" + ROW + "\":");
    RecordText.write(AuditRecordMapping.row(record, node.value()), json);
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public AuditRecord.Spooled read(byte[] bytes) {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      AuditRecordEntity row = RecordJson.row(json.path(ROW));
      return new AuditRecord.Spooled(
          row.id,
          row.recordedAt,
          row.tunnelId,
          row.attemptedAt,
          row.node,
          Kind.valueOf(json.path(KIND).asText()),
          Optional.ofNullable(json.get(REPLACES)).map(id -> UUID.fromString(id.textValue())),
          json.path(ROW).toString(),
          Optional.empty());
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("no record: " + e.getMessage(), e);
    }
  }

  /** What it was, or what it says in a record that is no end. */
  static AuditRecordEntity row(AuditRecord.Spooled record) {
    AuditRecordEntity row = parsed(record.row());
    record
        .toldOtherwise()
        .ifPresent(
            why -> {
              row.kind = AuditRecordEntity.INTERIM;
              row.reason = AuditRecordMapping.clean(row.closeReason + " " + why);
              row.closeReason = null;
            });
    return row;
  }

  private static AuditRecordEntity parsed(String row) {
    try {
      return RecordJson.row(MAPPER.readTree(row));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it was read from JSON", e);
    }
  }
}
