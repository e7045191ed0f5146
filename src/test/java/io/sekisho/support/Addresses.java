package io.sekisho.support;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;

/** IP addresses in tests. */
public final class Addresses {

  private Addresses() {}

  public static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  public static InetAddress randomIpv4(Random random) {
    byte[] bytes = new byte[4];
    random.nextBytes(bytes);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
