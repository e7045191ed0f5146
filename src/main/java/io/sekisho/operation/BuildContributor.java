package io.sekisho.operation;

import io.quarkus.info.runtime.spi.InfoContributor;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Tells which version and commit this is, in {@code GET /q/info}. It knows what the commit alone
 * determines, so that it tells nothing of who built it, where and when.
 */
@ApplicationScoped
public class BuildContributor implements InfoContributor {

  private static final String FILLED_IN_BY_THE_BUILD = "build.properties";

  @Override
  public String name() {
    return "build";
  }

  @Override
  public Map<String, Object> data() {
    Properties build = new Properties();
    try (InputStream file = BuildContributor.class.getResourceAsStream(FILLED_IN_BY_THE_BUILD)) {
      build.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> data = new TreeMap<>();
    build.stringPropertyNames().forEach(name -> data.put(name, build.getProperty(name)));
    return data;
  }
}
