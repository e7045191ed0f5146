package io.sekisho.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How far a chain had come at a time, signed.
 *
 * @param number counts a chain's checkpoints from 1 without gaps
 * @param sequence the newest record at that time; 0 if there was none
 * @param hash its hash, or that of the chain's start, in hexadecimal
 * @param time RFC 3339 in UTC with microseconds
 * @param last whether the process stopped in order, so that nothing comes after it
 * @param key which key signed it
 * @param signature Ed25519 over the canonical form of all the rest; Base64
 */
public record Checkpoint(
    long chain,
    long number,
    long sequence,
    String hash,
    String time,
    boolean last,
    String key,
    String signature) {

  /** Signs one. */
  public static Checkpoint signed(
      long chain,
      long number,
      long sequence,
      String hash,
      String time,
      boolean last,
      SigningKey key) {
    Checkpoint unsigned =
        new Checkpoint(chain, number, sequence, hash, time, last, key.publicKey().id(), "");
    return new Checkpoint(
        chain,
        number,
        sequence,
        hash,
        time,
        last,
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
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "checkpoint")
        .put("chain", chain)
        .put("number", number)
        .put("sequence", sequence)
        .put("hash", hash)
        .put("time", time)
        .put("last", last)
        .put("key", key);
  }

  static Checkpoint of(JsonNode json) {
    return new Checkpoint(
        json.path("chain").asLong(),
        json.path("number").asLong(),
        json.path("sequence").asLong(),
        json.path("hash").asText(),
        json.path("time").asText(),
        json.path("last").asBoolean(),
        json.path("key").asText(),
        json.path("signature").asText());
  }
}
