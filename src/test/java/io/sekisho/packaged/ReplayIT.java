package io.sekisho.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.sekisho.support.PostgresServer;
import io.sekisho.support.SekishoProcess;
import io.sekisho.support.TestIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A replay of many records, each of which makes a difference, by the packaged application with
 * little memory. {@code -Dreplay.records=1000000} makes it a million: more than the heap holds.
 */
class ReplayIT {

  private static final int RECORDS = Integer.getInteger("replay.records", 100_000);
  private static final String HEAP = "-Xmx256m";

  private static PostgresServer postgres;
  private static TestIssuer issuer;
  private static SekishoProcess sekisho;

  @BeforeAll
  static void start() {
    postgres = new PostgresServer();
    issuer = new TestIssuer();
    sekisho =
        new SekishoProcess("replay", postgres.jdbcUrl(), issuer.url())
            .with("_JAVA_OPTIONS", HEAP)
            .start();
    postgres.execute("select audit_record_add_partitions('2051-03-01Z', '2051-03-02Z')");
    postgres.execute(
        """
        insert into audit_record (id, tunnel_id, kind, node, recorded_at, attempted_at, decision,
          policy, user_name, subject, issuer, groups, client_address, host, port, address)
        select gen_random_uuid(), gen_random_uuid(), 'opened', 'n', now(),
          timestamptz '2051-03-02Z' + i * interval '1 second', 'allow', 'some-policy',
          'user-' || i %% 5000, 'subject', 'issuer', '{developers,staff,everybody}', '192.0.2.1',
          'host-' || i || '.example.com', 443, '198.51.100.7'
        from generate_series(1, %d) i"""
            .formatted(RECORDS));
    postgres.execute("analyze audit_record");
  }

  @AfterAll
  static void stop() {
    sekisho.close();
    issuer.close();
    postgres.close();
  }

  @Test
  void shouldStreamThroughAllOfThem() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sekisho.apiUrl() + "/api/v1/replays"))
            .header("Authorization", "Bearer " + issuer.pass("audrey", "sekisho-auditor"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/x-ndjson")
            .timeout(Duration.ofMinutes(5))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"from": "2051-03-01T00:00:00Z", "to": "2051-04-01T00:00:00Z", "policies": []}"""))
            .build();
    HttpResponse<Stream<String>> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    long lines = 0;
    String last = "";
    try (Stream<String> body = response.body()) {
      for (Iterator<String> each = body.iterator(); each.hasNext(); lines++) {
        last = each.next();
      }
    }

    assertThat(lines).as("lines, and one of totals").isEqualTo(RECORDS + 1L);
    assertThat(JsonPath.from(last).getLong("totals.lost")).isEqualTo(RECORDS);
    assertThat(sekisho.isReady()).isTrue();
  }
}
