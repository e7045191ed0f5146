package io.sekisho.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.sekisho.policy.PolicyDocument;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Writes a whole set of policies so that the same set is the same text, and a changed one differs
 * in the lines of the change. Texts are in quotes: what {@code no} or {@code 1e3} means is left to
 * no reader.
 */
@ApplicationScoped
public class PolicySetWriter {

  private static final JsonInclude.Value PRESENT =
      JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL);

  private final ObjectMapper json =
      JsonMapper.builder()
          .defaultPropertyInclusion(PRESENT)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();
  private final ObjectMapper yaml =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .build())
          .defaultPropertyInclusion(PRESENT)
          .build();

  /** All policies. */
  @RegisterForReflection
  record Document(List<PolicyDocument> policies) {}

  /** The text of all of them, as YAML or as JSON. */
  public String write(List<PolicyDocument> policies, boolean asYaml) {
    try {
      return (asYaml ? yaml : json).writeValueAsString(new Document(policies));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("policies can always be written", e);
    }
  }
}
