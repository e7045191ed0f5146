package io.sekisho.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Records as logs of OpenTelemetry: the body is the JSON, attributes have the names of the semantic
 * conventions where there is one.
 */
final class OtlpRecords {

  private static final String EVENT = "sekisho.tunnel.";

  private static final Map<String, String> CONVENTIONS =
      Map.ofEntries(
          Map.entry("id", "log.record.uid"),
          Map.entry("user", "user.name"),
          Map.entry("clientAddress", "client.address"),
          Map.entry("clientPort", "client.port"),
          Map.entry("userAgent", "user_agent.original"),
          Map.entry("host", "server.address"),
          Map.entry("port", "server.port"),
          Map.entry("address", "network.peer.address"),
          Map.entry("status", "http.response.status_code"),
          Map.entry("error", "error.type"),
          Map.entry("sni", "tls.client.server_name"));

  /** Told of by the record itself: its kind is the event's name, its time the log's. */
  private static final List<String> ELSEWHERE = List.of("kind", "recordedAt");

  private final List<LogRecordData> collected = new ArrayList<>();
  private final Logger logger =
      SdkLoggerProvider.builder()
          .setResource(
              Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "sekisho")))
          .addLogRecordProcessor(new Collecting())
          .build()
          .get("io.sekisho.audit");

  List<LogRecordData> of(List<ObjectNode> records) {
    records.forEach(this::emit);
    List<LogRecordData> all = List.copyOf(collected);
    collected.clear();
    return all;
  }

  private void emit(ObjectNode record) {
    logger
        .logRecordBuilder()
        .setTimestamp(Instant.parse(record.get("recordedAt").textValue()))
        .setEventName(EVENT + record.get("kind").textValue())
        .setSeverity(Severity.INFO)
        .setAllAttributes(attributes(record))
        .setBody(record.toString())
        .emit();
  }

  private static Attributes attributes(ObjectNode record) {
    AttributesBuilder attributes = Attributes.builder();
    record
        .properties()
        .forEach(
            field -> {
              if (!ELSEWHERE.contains(field.getKey())) {
                put(
                    attributes,
                    CONVENTIONS.getOrDefault(field.getKey(), "sekisho." + snake(field.getKey())),
                    field.getValue());
              }
            });
    return attributes.build();
  }

  private static void put(AttributesBuilder attributes, String name, JsonNode value) {
    if (value.isIntegralNumber()) {
      attributes.put(name, value.longValue());
    } else if (value.isBoolean()) {
      attributes.put(name, value.booleanValue());
    } else if (value.isTextual()) {
      attributes.put(name, value.textValue());
    } else if (value.isArray() && texts(value)) {
      List<String> all = new ArrayList<>();
      value.forEach(text -> all.add(text.textValue()));
      attributes.put(AttributeKey.stringArrayKey(name), all);
    } else {
      attributes.put(name, value.toString());
    }
  }

  private static boolean texts(JsonNode array) {
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        return false;
      }
    }
    return true;
  }

  /** As the conventions spell names: {@code close_reason}. */
  private static String snake(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private final class Collecting implements LogRecordProcessor {
    @Override
    public void onEmit(Context context, ReadWriteLogRecord record) {
      collected.add(record.toLogRecordData());
    }
  }
}
