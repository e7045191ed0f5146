package io.sekisho.client;

/**
 * A client's secret; not part of any text by accident.
 *
 * @param value as the issuer knows it
 */
record Secret(String value) {

  @Override
  public String toString() {
    return "Secret[...]";
  }
}
