package io.sekisho.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.sekisho.config.ApiUrl;
import io.sekisho.watch.Alert;
import io.sekisho.watch.Finding.Evidence;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;

/** Alerts as CloudEvents 1.0, in JSON. */
final class AlertEvents {

  static final String CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8";
  static final String TYPE = "io.sekisho.alert.raised";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiUrl api;

  AlertEvents(ApiUrl api) {
    this.api = api;
  }

  byte[] of(Alert alert, List<Evidence> evidence) {
    return new JsonFormat()
        .serialize(
            CloudEventBuilder.v1()
                .withId(alert.id().toString())
                .withSource(URI.create(api.alerts()))
                .withType(TYPE)
                .withSubject(alert.rule())
                .withTime(alert.raisedAt().atOffset(ZoneOffset.UTC))
                .withData("application/json", JsonCloudEventData.wrap(data(alert, evidence)))
                .build());
  }

  /** Field by field, as it is in the API. */
  private ObjectNode data(Alert alert, List<Evidence> evidence) {
    ObjectNode data = JSON.createObjectNode();
    data.put("id", alert.id().toString());
    data.put("href", api.alerts() + "/" + alert.id());
    data.put("rule", alert.rule());
    data.put("severity", alert.severity());
    data.put("user", alert.user());
    data.put("client", alert.client());
    data.put("summary", alert.summary());
    data.set("figures", JSON.valueToTree(alert.figures()));
    data.put("first", alert.first().toString());
    data.put("last", alert.last().toString());
    data.put("raisedAt", alert.raisedAt().toString());
    data.put("count", alert.count());
    for (Evidence one : evidence) {
      data.withArray("tunnels")
          .addObject()
          .put("id", one.tunnel().toString())
          .put("time", one.began().toString())
          .put("href", api.tunnel(one.tunnel()));
    }
    return data;
  }
}
