package io.sekisho.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;

/**
 * Where a chain begins. Chains are numbered from 1 without gaps; each names how far the one before
 * it had come, whoever wrote that: so none can go missing as a whole.
 *
 * @param chain its number
 * @param node the replica that writes it
 * @param startedAt RFC 3339 in UTC with microseconds
 * @param previousSequence how far the chain before had come at least; 0 if it had no record
 * @param previousHash the hash of that record, or of that chain's start; of the first chain zeros
 */
public record ChainStart(
    long chain, String node, String startedAt, long previousSequence, String previousHash) {

  /** What the first chain has for the hash of its predecessor. */
  public static final String NO_HASH = "0".repeat(64);

  /** What is hashed. */
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("chain", chain)
        .put("node", node)
        .put("startedAt", startedAt)
        .put("previousSequence", previousSequence)
        .put("previousHash", previousHash);
  }

  /** What the chain's first record has for the hash of its predecessor, in hexadecimal. */
  public String hash() {
    return HexFormat.of().formatHex(CanonicalJson.sha256(json()));
  }

  static ChainStart of(JsonNode json) {
    return new ChainStart(
        json.path("chain").asLong(),
        json.path("node").asText(),
        json.path("startedAt").asText(),
        json.path("previousSequence").asLong(),
        json.path("previousHash").asText());
  }
}
