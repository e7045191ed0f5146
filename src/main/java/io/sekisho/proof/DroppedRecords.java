package io.sekisho.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which records of a chain went with a month that the retention has dropped, signed: what is
 * missing beyond that was taken away by somebody else. Of a record that stays where the one behind
 * it goes, nothing in the chain would prove any more that it is as it was; so its hash is signed
 * here.
 *
 * @param month such as {@code 2026_01}
 * @param sequences what went, as {@code 1-100,104-104}
 * @param kept records that stay while the one behind them goes, with their hashes, as {@code
 *     103:5a2e…}; null if there is none
 * @param time when it was dropped; RFC 3339 in UTC with microseconds
 * @param key which key signed it
 * @param signature Ed25519 over the canonical form of all the rest; Base64
 */
public record DroppedRecords(
    long chain,
    String month,
    String sequences,
    String kept,
    String time,
    String key,
    String signature) {

  /** Signs one. */
  public static DroppedRecords signed(
      long chain, String month, String sequences, String kept, String time, SigningKey key) {
    DroppedRecords unsigned =
        new DroppedRecords(chain, month, sequences, kept, time, key.publicKey().id(), "");
    return new DroppedRecords(
        chain,
        month,
        sequences,
        kept,
        time,
        unsigned.key(),
        key.sign(CanonicalJson.bytes(unsigned.statement())));
  }

  /** Whether it is signed by one of these keys. */
  Signed signedBy(TrustedKeys keys) {
    return keys.verify(key, CanonicalJson.bytes(statement()), signature);
  }

  /** With its signature, as it is exported. */
  public ObjectNode json() {
    return statement().put("signature", signature);
  }

  private ObjectNode statement() {
    ObjectNode statement =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "dropped")
            .put("chain", chain)
            .put("month", month)
            .put("sequences", sequences)
            .put("time", time)
            .put("key", key);
    return kept == null ? statement : statement.put("kept", kept);
  }

  static DroppedRecords of(JsonNode json) {
    return new DroppedRecords(
        json.path("chain").asLong(),
        json.path("month").asText(),
        json.path("sequences").asText(),
        json.path("kept").textValue(),
        json.path("time").asText(),
        json.path("key").asText(),
        json.path("signature").asText());
  }
}
