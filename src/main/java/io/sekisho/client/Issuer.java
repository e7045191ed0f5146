package io.sekisho.client;

import io.sekisho.client.IssuerHttp.Answer;
import io.sekisho.client.IssuerHttp.Client;
import io.sekisho.client.IssuerHttp.NoAnswer;
import io.sekisho.client.TokenOptions.Source.AtIssuer;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Gets a token from an issuer by one of the two flows. */
final class Issuer {

  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  private final AtIssuer asked;
  private final Optional<Secret> secret;
  private final IssuerHttp http;
  private final Clock clock;
  private final Polling polling;

  Issuer(AtIssuer asked, Optional<Secret> secret, IssuerHttp http, Clock clock, Waiting waiting) {
    this.asked = asked;
    this.secret = secret;
    this.http = http;
    this.clock = clock;
    this.polling = new Polling(waiting);
  }

  /**
   * Returns a fresh pass.
   *
   * @param person is told how to log in, if somebody has to
   * @throws Failure if there is none
   */
  Pass pass(Consumer<String> person) {
    try {
      Metadata metadata = discover();
      return asked.flow() == Flow.DEVICE ? byDevice(metadata, person) : byCredentials(metadata);
    } catch (NoAnswer e) {
      throw new Failure(e.getMessage());
    }
  }

  private Metadata discover() {
    Answer answer = http.get(URI.create(asked.address() + "/.well-known/openid-configuration"));
    if (answer.status() != 200) {
      throw new Failure(
          "there is no issuer at --issuer: its /.well-known/openid-configuration answers with status "
              + answer.status());
    }
    return Metadata.of(answer.object(), asked);
  }

  private Pass byCredentials(Metadata metadata) {
    Map<String, String> form = form();
    form.put("grant_type", "client_credentials");
    TokenAnswer answer = token(metadata, form);
    if (answer instanceof TokenAnswer.Issued issued) {
      return issued.pass();
    } else if (answer instanceof TokenAnswer.Refused refused) {
      throw new Failure(refused.message());
    } else if (answer instanceof TokenAnswer.Unavailable unavailable) {
      throw new Failure(unavailable.message());
    }
    throw new Failure("the issuer waits for a login, which this flow has not");
  }

  private Pass byDevice(Metadata metadata, Consumer<String> person) {
    URI endpoint =
        metadata
            .device()
            .orElseThrow(() -> new Failure("the issuer has no device flow; choose another --flow"));
    Answer answer = http.post(endpoint, client(metadata), form());
    if (answer.status() != 200) {
      throw new Failure(Refusals.message(answer.status(), answer.object()));
    }
    DeviceAuthorization login =
        DeviceAuthorization.of(answer.object(), asked.rule().following(asked.address()));
    person.accept(login.instructions());
    Map<String, String> form =
        Map.of("grant_type", DEVICE_GRANT, "device_code", login.deviceCode().value());
    return polling.await(login, () -> tokenIfThere(metadata, form));
  }

  private TokenAnswer tokenIfThere(Metadata metadata, Map<String, String> form) {
    try {
      return token(metadata, form);
    } catch (NoAnswer e) {
      return new TokenAnswer.Unavailable(e.getMessage());
    }
  }

  private TokenAnswer token(Metadata metadata, Map<String, String> form) {
    Answer answer = http.post(metadata.token(), client(metadata), form);
    return TokenAnswer.of(answer.status(), answer.object(), clock.instant());
  }

  private Client client(Metadata metadata) {
    return new Client(asked.clientId(), secret, metadata.secretInBody());
  }

  private Map<String, String> form() {
    Map<String, String> form = new TreeMap<>();
    asked.scope().ifPresent(scope -> form.put("scope", scope));
    asked.audience().ifPresent(audience -> form.put("audience", audience));
    return form;
  }
}
