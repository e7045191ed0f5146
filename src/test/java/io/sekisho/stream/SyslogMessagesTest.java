package io.sekisho.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.syslog.Facility;
import com.cloudbees.syslog.Severity;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyslogMessagesTest {

  private final SyslogMessages messages =
      new SyslogMessages(Facility.AUDIT, Severity.INFORMATIONAL, "sekisho", "sekisho@32473");

  @Test
  void shouldBeOfRfc5424BehindItsLength() {
    ObjectNode record = Records.numbered(7);

    String message =
        "<110>1 2026-11-26T12:34:56.789Z node-1 sekisho - opened"
            + " [sekisho@32473 id=\"id-7\" node=\"node-1\" user=\"alice\" chain=\"3\" sequence=\"7\"] "
            + record;
    assertThat(text(List.of(record))).isEqualTo(message.length() + " " + message);
  }

  @Test
  void shouldCountOctetsAndNotCharacters() {
    ObjectNode record = Records.numbered(1).put("user", "関所");

    String framed = text(List.of(record, Records.numbered(2)));

    int space = framed.indexOf(' ');
    byte[] rest = framed.substring(space + 1).getBytes(StandardCharsets.UTF_8);
    int length = Integer.parseInt(framed.substring(0, space));
    assertThat(new String(rest, 0, length, StandardCharsets.UTF_8)).endsWith("\"hash\":\"00ff\"}");
    assertThat(new String(rest, length, rest.length - length, StandardCharsets.UTF_8))
        .contains(" <110>1 ");
  }

  @Test
  void shouldNotLetANameBreakOutOfItsPlace() {
    ObjectNode record =
        Records.numbered(1)
            .put("node", "a host\n<110>1 forged")
            .put("user", "x\"] [forged@32473 y=\"\\\n<0>1");

    String message = text(List.of(record));

    assertThat(message)
        .startsWith(
            message.length()
                - message.indexOf(' ')
                - 1
                + " <110>1 2026-11-26T12:34:56.789Z a_host_<110>1_forged sekisho - opened [sekisho@")
        .contains(" user=\"x\\\"\\] [forged@32473 y=\\\"\\\\?<0>1\" chain=")
        .doesNotContain("\n");
  }

  private String text(List<ObjectNode> records) {
    return new String(messages.of(records), StandardCharsets.UTF_8);
  }
}
