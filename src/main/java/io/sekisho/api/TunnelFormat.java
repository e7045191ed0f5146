package io.sekisho.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sekisho.audit.RecordedTunnel;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How the log is answered: page by page, or as a whole. */
public enum TunnelFormat {
  JSON(MediaType.APPLICATION_JSON_TYPE, "json"),
  CSV(new MediaType("text", "csv", Map.of("charset", "utf-8", "header", "present")), "csv"),
  LINES(new MediaType("application", "x-ndjson"), "ndjson");

  static final String CSV_TYPE = "text/csv";
  static final String LINES_TYPE = "application/x-ndjson";

  private static final List<String> COLUMNS =
      Stream.of(RecordedTunnel.class.getRecordComponents()).map(RecordComponent::getName).toList();

  private final MediaType type;
  private final String suffix;

  TunnelFormat(MediaType type, String suffix) {
    this.type = type;
    this.suffix = suffix;
  }

  /** What the client likes best; of equals, pages. */
  static TunnelFormat of(HttpHeaders headers) {
    return headers.getAcceptableMediaTypes().stream()
        .flatMap(
            accepted -> Stream.of(values()).filter(one -> accepted.isCompatible(one.bareType())))
        .findFirst()
        .orElse(JSON);
  }

  MediaType type() {
    return type;
  }

  /** The end of a file's name. */
  String suffix() {
    return suffix;
  }

  /** What stands before all rows. */
  byte[] head() {
    return bytes(this == CSV ? CsvLine.of(COLUMNS) : "");
  }

  /** One row with its end. */
  byte[] row(RecordedTunnel tunnel, ObjectMapper mapper) {
    JsonNode row = mapper.valueToTree(tunnel);
    return bytes(
        this == CSV
            ? CsvLine.of(COLUMNS.stream().map(column -> text(row.path(column))).toList())
            : row + "\n");
  }

  /** As in JSON, without the quotes around text. */
  private static String text(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return "";
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private MediaType bareType() {
    return new MediaType(type.getType(), type.getSubtype());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
