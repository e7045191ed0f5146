package io.sekisho.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.api.InvalidRequest;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tables that people sort. */
class SortingTest {

  private static final Set<String> COLUMNS = Set.of("length", "text");
  private static final Sorting FALLBACK = new Sorting("text", false);

  @Test
  void shouldReadWhatALinkSays() {
    assertThat(Sorting.of(Optional.empty(), COLUMNS, FALLBACK)).isEqualTo(FALLBACK);
    assertThat(Sorting.of(Optional.of("length"), COLUMNS, FALLBACK))
        .isEqualTo(new Sorting("length", false));
    assertThat(Sorting.of(Optional.of("-text"), COLUMNS, FALLBACK))
        .isEqualTo(new Sorting("text", true));
    for (String other : new String[] {"", "-", "--text", "size", "text "}) {
      assertThatThrownBy(() -> Sorting.of(Optional.of(other), COLUMNS, FALLBACK))
          .isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void shouldSortBothWays() {
    Map<String, Comparator<String>> columns =
        Map.of("length", Comparator.comparing(String::length), "text", Comparator.naturalOrder());
    assertThat(new Sorting("length", true).apply(Stream.of("a", "ccc", "bb"), columns))
        .containsExactly("ccc", "bb", "a");
    assertThat(new Sorting("text", false).apply(Stream.of("b", "a"), columns))
        .containsExactly("a", "b");
  }

  @Test
  void shouldLeadToTheOtherWayRound() {
    Link here = Link.to("/x").with("user", "a b");
    Sorting sorting = new Sorting("length", true);
    assertThat(sorting.column("length", true, here))
        .isEqualTo(new SortColumn("/x?user=a+b&sort=length", "descending"));
    assertThat(sorting.column("text", false, here))
        .isEqualTo(new SortColumn("/x?user=a+b&sort=text", "none"));
    assertThat(new Sorting("text", false).column("text", false, here))
        .isEqualTo(new SortColumn("/x?user=a+b&sort=-text", "ascending"));
    assertThat(new Sorting("text", false).column("length", true, here).link())
        .isEqualTo("/x?user=a+b&sort=-length");
  }
}
