package io.sekisho.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A policy as administrators write it and the store keeps it. {@link PolicyCompiler} makes it a
 * {@link Policy}, or says what is wrong.
 *
 * @param name unique; 1 to 100 letters, digits, dots, hyphens and underscores
 * @param description free text, up to 1000 characters
 * @param enabled whether it acts
 * @param effect {@code allow} or {@code deny}
 * @param subjects whom it is about; 1 to 1000
 * @param destinations where it leads; 1 to 1000
 * @param tls {@code verify}, {@code require} or {@code off}; null for what the port suggests
 */
public record PolicyDocument(
    String name,
    String description,
    boolean enabled,
    String effect,
    List<SubjectDocument> subjects,
    List<DestinationDocument> destinations,
    String tls) {

  /**
   * Whom it is about.
   *
   * @param kind {@code user}, {@code group} or {@code anyone}
   * @param value the name; absent for {@code anyone}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SubjectDocument(String kind, String value) {}

  /**
   * Where it leads: either a host or a block.
   *
   * @param host a name, {@code *.} and a domain, or an IP literal
   * @param cidr an address block
   * @param ports single ports or ranges such as {@code 8000-8100}; at least one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DestinationDocument(String host, String cidr, List<String> ports) {}
}
