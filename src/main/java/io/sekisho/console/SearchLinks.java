package io.sekisho.console;

import io.quarkus.qute.TemplateExtension;

/** How templates lead to a search: {@code search:by('user', name)}. Pure. */
@TemplateExtension(namespace = "search")
final class SearchLinks {

  private SearchLinks() {}

  /** All that is recorded, by one condition. */
  static String by(String name, Object value) {
    return Link.to(TunnelsPage.PATH)
        .with(name, value.toString())
        .with("range", Range.ALL)
        .toString();
  }
}
