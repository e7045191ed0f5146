package io.sekisho.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Where what browsers load is, under addresses that change with it; {@code inject:assets}. */
@Named("assets")
@ApplicationScoped
public class Assets {

  private static final String FOLDER = "/console/assets/";

  private final Properties build = new Properties();

  /** Reads what the build has filled in. */
  public Assets() {
    try (InputStream file = Assets.class.getResourceAsStream("assets.properties")) {
      build.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The version of the product. */
  public String product() {
    return build.getProperty("product");
  }

  /** What tells our own files apart from those of another build. */
  public String version() {
    return build.getProperty("commit");
  }

  /** The library that draws. */
  public String echarts() {
    return FOLDER + "echarts-" + build.getProperty("echarts") + "/echarts.min.js";
  }

  /** The library that loads parts of pages. */
  public String htmx() {
    return FOLDER + "htmx-" + build.getProperty("htmx") + "/htmx.min.js";
  }
}
