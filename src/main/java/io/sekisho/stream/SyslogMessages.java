package io.sekisho.stream;

import com.cloudbees.syslog.Facility;
import com.cloudbees.syslog.SDElement;
import com.cloudbees.syslog.Severity;
import com.cloudbees.syslog.SyslogMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Records as messages of RFC 5424, each behind its length (RFC 6587, RFC 5425). */
final class SyslogMessages {

  private static final int LONGEST_HOST_NAME = 255;

  private final Facility facility;
  private final Severity severity;
  private final String appName;
  private final String structuredData;

  SyslogMessages(Facility facility, Severity severity, String appName, String structuredData) {
    this.facility = facility;
    this.severity = severity;
    this.appName = appName;
    this.structuredData = structuredData;
  }

  byte[] of(List<ObjectNode> records) {
    StringBuilder messages = new StringBuilder();
    records.forEach(record -> messages.append(message(record).toRfc5425SyslogMessage()));
    return messages.toString().getBytes(StandardCharsets.UTF_8);
  }

  private SyslogMessage message(ObjectNode record) {
    SDElement data = new SDElement(structuredData);
    for (String name : List.of("id", "node", "user", "chain", "sequence")) {
      if (record.has(name)) {
        // Receivers that write text write what is here as it is; the JSON has it in full.
        data.addSDParam(name, record.get(name).asText().replaceAll("\\p{Cntrl}", "?"));
      }
    }
    return new SyslogMessage()
        .withFacility(facility)
        .withSeverity(severity)
        .withTimestamp(Instant.parse(record.get("recordedAt").textValue()).toEpochMilli())
        .withHostname(printable(record.get("node").textValue()))
        .withAppName(appName)
        .withMsgId(record.get("kind").textValue())
        .withSDElement(data)
        .withMsg(record.toString());
  }

  /** A name of a node may be anything; that of a host in the head of a message must not. */
  private static String printable(String text) {
    String printable = text.replaceAll("[^!-~]", "_");
    return printable.substring(0, Math.min(printable.length(), LONGEST_HOST_NAME));
  }
}
