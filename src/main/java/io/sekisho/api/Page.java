package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param items at most {@code limit}
 * @param next the cursor of the page behind this one, null if there is none
 */
@RegisterForReflection
public record Page<T>(List<T> items, String next) {

  /**
   * Makes a page of what was read with a limit of one more than asked for.
   *
   * @param position what the cursor holds of the last item
   */
  public static <S, T> Page<T> of(
      List<S> read, int limit, Function<S, String> position, Function<S, T> form) {
    boolean more = read.size() > limit;
    List<S> shown = more ? read.subList(0, limit) : read;
    return new Page<>(
        shown.stream().map(form).toList(),
        more ? encode(position.apply(shown.get(shown.size() - 1))) : null);
  }

  /** What a cursor holds. */
  public static Optional<String> decode(Optional<String> cursor) {
    return cursor.map(
        text -> {
          try {
            String position =
                new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            if (position.chars().anyMatch(Character::isISOControl)) {
              throw new IllegalArgumentException("no position has control characters");
            }
            return position;
          } catch (IllegalArgumentException e) {
            throw InvalidRequest.at("cursor", "is not one that this call gave");
          }
        });
  }

  /** The id that a cursor holds. */
  public static Optional<UUID> decodeId(Optional<String> cursor) {
    return decode(cursor)
        .map(
            text -> {
              try {
                return UUID.fromString(text);
              } catch (IllegalArgumentException e) {
                throw InvalidRequest.at("cursor", "is not one that this call gave");
              }
            });
  }

  private static String encode(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }
}
