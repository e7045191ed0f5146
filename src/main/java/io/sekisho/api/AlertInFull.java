package io.sekisho.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.config.ApiUrl;
import io.sekisho.store.Alerts;
import io.sekisho.watch.Alert;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An alert with what it rests on; the fields of the alert are its own.
 *
 * @param tunnels the attempts and tunnels, at most a hundred, in the order in which they began
 */
@RegisterForReflection(
    targets = {AlertInFull.class, AlertInFull.Link.class, Alert.class, Alert.Acknowledgement.class})
record AlertInFull(@JsonUnwrapped Alert alert, List<Link> tunnels) {

  /** Where one of them is. */
  record Link(UUID id, Instant time, String href) {}

  static AlertInFull of(Alerts.WithEvidence found, ApiUrl api) {
    return new AlertInFull(
        found.alert(),
        found.evidence().stream()
            .map(one -> new Link(one.tunnel(), one.began(), api.tunnel(one.tunnel())))
            .toList());
  }
}
