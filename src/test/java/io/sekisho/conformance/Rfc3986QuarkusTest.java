package io.sekisho.conformance;

import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@DisplayName("RFC 3986: authorities")
class Rfc3986QuarkusTest extends ConnectSuite {

  static Stream<HeadRule> heads() {
    return HeadRule.of("RFC 3986");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void heads(HeadRule rule) {
    assertHolds(rule);
  }
}
