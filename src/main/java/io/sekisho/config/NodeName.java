package io.sekisho.config;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** This replica's name in records: {@code sekisho.node}, or the host's name. */
@ApplicationScoped
public class NodeName {

  private final String value;

  NodeName(SekishoConfig config) {
    this.value =
        config
            .node()
            .or(
                () ->
                    Optional.ofNullable(System.getenv("HOSTNAME")).filter(name -> !name.isBlank()))
            .orElseGet(NodeName::hostName);
  }

  /** The name. */
  public String value() {
    return value;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the host has no name; set sekisho.node", e);
    }
  }
}
