package io.sekisho.support;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.quarkus.runtime.configuration.QuarkusConfigBuilderCustomizer;
import io.sekisho.config.SekishoConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The configuration with its defaults and a few keys changed, outside the container. */
public final class TestConfig {

  private TestConfig() {}

  public static SekishoConfig with(Map<String, String> keys) {
    return from(new PropertiesConfigSource(keys, "test", 500));
  }

  /** The same from environment variables. */
  public static SekishoConfig withEnvironment(Map<String, String> variables) {
    return from(new EnvConfigSource(variables, 500));
  }

  private static SekishoConfig from(ConfigSource source) {
    return new SmallRyeConfigBuilder()
        .withCustomizers(new QuarkusConfigBuilderCustomizer())
        .withConverter(Duration.class, 1_000, new DurationConverter())
        .withConverter(MemorySize.class, 1_000, new MemorySizeConverter())
        .withMapping(SekishoConfig.class)
        .withSources(source)
        .build()
        .getConfigMapping(SekishoConfig.class);
  }
}
