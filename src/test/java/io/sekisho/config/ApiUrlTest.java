package io.sekisho.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.support.TestConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiUrlTest {

  @Test
  void shouldLinkByPathIfTheUrlIsNotKnown() {
    assertThat(new ApiUrl(TestConfig.with(Map.of())).accessRequests())
        .isEqualTo("/api/v1/me/access-requests");
  }

  @ParameterizedTest
  @CsvSource({
    "https://sekisho.test, https://sekisho.test",
    "https://sekisho.test/, https://sekisho.test",
    "http://[2001:db8::1]:8080, http://[2001:db8::1]:8080",
    "https://apis.test/sekisho//, https://apis.test/sekisho"
  })
  void shouldLinkBelowTheUrl(String url, String base) {
    assertThat(of(url).accessRequests()).isEqualTo(base + "/api/v1/me/access-requests");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sekisho.test",
        "/api",
        "ftp://sekisho.test",
        "https://",
        "https:///x",
        "https://user@sekisho.test",
        "https://sekisho.test?x=1",
        "https://sekisho.test/#x",
        "https://sekisho test"
      })
  void shouldNameTheKeyOfWhatIsNoUrl(String url) {
    assertThatThrownBy(() -> of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sekisho.api.url");
  }

  private static ApiUrl of(String url) {
    return new ApiUrl(TestConfig.with(Map.of("sekisho.api.url", url)));
  }
}
