package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossOriginTest {

  @ParameterizedTest
  @CsvSource({
    // method, Sec-Fetch-Site, Origin, Host, permitted
    "GET,    cross-site,  ,                          sekisho.example.com,      true",
    "HEAD,   ,            ,                          sekisho.example.com,      true",
    "POST,   same-origin, ,                          sekisho.example.com,      true",
    "POST,   same-origin, https://sekisho.example.com, sekisho.example.com,    true",
    "POST,   same-site,   https://sekisho.example.com, sekisho.example.com,    false",
    "POST,   cross-site,  https://sekisho.example.com, sekisho.example.com,    false",
    "POST,   none,        ,                          sekisho.example.com,      false",
    "POST,   ,            https://sekisho.example.com, sekisho.example.com,    true",
    "POST,   ,            http://localhost:8080,     localhost:8080,           true",
    "POST,   ,            http://localhost:8081,     localhost:8080,           false",
    "POST,   ,            https://evil.example.com,  sekisho.example.com,      false",
    "POST,   ,            https://sekisho.example.com.evil.example, sekisho.example.com, false",
    "POST,   ,            null,                      sekisho.example.com,      false",
    "POST,   ,            'https://sekisho.example.com@evil', sekisho.example.com, false",
    "POST,   ,            '%%%',                     sekisho.example.com,      false",
    "POST,   ,            ,                          sekisho.example.com,      false",
    "POST,   ,            null,                      ,                         false",
    "DELETE, cross-site,  ,                          sekisho.example.com,      false",
    "post,   cross-site,  ,                          sekisho.example.com,      false",
  })
  void shouldPermitChangesFromItsOwnPagesOnly(
      String method, String site, String origin, String host, boolean permitted) {
    assertThat(
            CrossOrigin.permits(
                method,
                Optional.ofNullable(site),
                Optional.ofNullable(origin),
                Optional.ofNullable(host)))
        .isEqualTo(permitted);
  }
}
