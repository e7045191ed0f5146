package io.sekisho.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What has come up so far: the first fault, and how many of everything. */
final class Findings {

  private Fault first;
  private long count;
  private long trusted;
  private long untrusted;

  void add(String kind, Long chain, Long sequence, String detail) {
    add(new Fault(kind, chain, sequence, null, null, detail));
  }

  void add(String kind, ObjectNode record, String detail) {
    add(
        new Fault(
            kind,
            number(record.path("chain")),
            number(record.path("sequence")),
            record.path("id").asText(),
            record.path("tunnelId").asText(),
            detail));
  }

  /** Counts a signature, and tells whether it is to be believed. */
  boolean believes(Signed signed, String what, long chain, Long sequence) {
    switch (signed) {
      case TRUSTED -> trusted++;
      case UNKNOWN_KEY -> untrusted++;
      case FORGED ->
          add("signature_invalid", chain, sequence, what + " is not signed by the key it names");
    }
    return signed == Signed.TRUSTED;
  }

  Optional<Fault> first() {
    return Optional.ofNullable(first);
  }

  long count() {
    return count;
  }

  long trusted() {
    return trusted;
  }

  long untrusted() {
    return untrusted;
  }

  private void add(Fault fault) {
    count++;
    if (first == null) {
      first = fault;
    }
  }

  private static Long number(JsonNode node) {
    return node.isIntegralNumber() ? node.longValue() : null;
  }
}
