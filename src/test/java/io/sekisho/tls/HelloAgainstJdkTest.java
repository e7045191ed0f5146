package io.sekisho.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import io.sekisho.support.Fuzz;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that reads another name than we do would be a way around the policy. */
class HelloAgainstJdkTest {

  private static final SSLContext CONTEXT = context();

  @Test
  @Tag(Fuzz.TAG)
  void shouldReadTheServerNameThatAServerReads() {
    int inputs = Fuzz.inputs() / 4;
    int compared = 0;
    for (long seed = Fuzz.seed(); seed < Fuzz.seed() + inputs; seed++) {
      byte[] bytes = MutatedHellos.of(new Random(seed));
      HelloOutcome ours = new HelloReader(64 * 1024).read(ByteBuffer.wrap(bytes));
      List<String> theirs = namesReadByJdk(bytes);
      // What we do not take never reaches a server.
      if (ours instanceof HelloOutcome.Complete complete && !theirs.isEmpty()) {
        compared++;
        assertThat(Optional.of(normal(theirs.get(0))))
            .as("seed %d", seed)
            .isEqualTo(complete.hello().sni());
      }
    }
    assertThat(compared).as("compared of %d", inputs).isGreaterThan(inputs / 20);
  }

  private static List<String> namesReadByJdk(byte[] bytes) {
    List<String> names = new ArrayList<>();
    SSLEngine engine = CONTEXT.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setSNIMatchers(List.of(new Listening(names)));
    engine.setSSLParameters(parameters);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    try {
      int before;
      do {
        before = in.remaining();
        engine.unwrap(in, out);
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
          engine.getDelegatedTask().run();
        }
      } while (in.hasRemaining() && in.remaining() < before && names.isEmpty());
    } catch (SSLException | RuntimeException e) {
      // It has no key to answer with, or does not take the hello: all that counts is what it read.
    }
    return names;
  }

  private static String normal(String name) {
    try {
      return Host.parse(name).text();
    } catch (SyntaxException e) {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, null, null);
      return context;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Takes every name, and notes it. */
  private static final class Listening extends SNIMatcher {

    private final List<String> names;

    Listening(List<String> names) {
      super(StandardConstants.SNI_HOST_NAME);
      this.names = names;
    }

    @Override
    public boolean matches(SNIServerName name) {
      return names.add(new String(name.getEncoded(), StandardCharsets.ISO_8859_1));
    }
  }
}
