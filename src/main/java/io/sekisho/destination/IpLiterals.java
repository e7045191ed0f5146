package io.sekisho.destination;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Strict reading of IP literals: one spelling of IPv4, RFC 4291 spellings of IPv6, nothing else.
 */
final class IpLiterals {

  private static final Pattern LEADING_ZERO = Pattern.compile("/0[0-9]");
  private static final IPAddressStringParameters ADDRESS = parameters(false);
  private static final IPAddressStringParameters BLOCK = parameters(true);

  private IpLiterals() {}

  static InetAddress address(String text) {
    byte[] quad = quad(text);
    return address(quad == null ? parse(text, ADDRESS, "not an IP address").getBytes() : quad);
  }

  /** What most addresses are, four numbers with a dot between each two; null of all others. */
  private static byte[] quad(String text) {
    byte[] bytes = new byte[4];
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      int end = i == bytes.length - 1 ? text.length() : text.indexOf('.', begin);
      int number = number(text, begin, end);
      if (number < 0) {
        return null;
      }
      bytes[i] = (byte) number;
      begin = end + 1;
    }
    return bytes;
  }

  /** From 0 to 255 and without a leading zero; less than 0 of all others. */
  private static int number(String text, int begin, int end) {
    int digits = end - begin;
    if (digits < 1 || digits > 3 || digits > 1 && text.charAt(begin) == '0') {
      return -1;
    }
    int number = 0;
    for (int i = begin; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = 10 * number + c - '0';
    }
    return number > 255 ? -1 : number;
  }

  static IPAddress block(String text) {
    // The library takes the prefix length of /0 itself for a leading zero, so the others are told
    // here.
    if (LEADING_ZERO.matcher(text).find()) {
      throw new SyntaxException("the prefix length has a leading zero");
    }
    return parse(text, BLOCK, "not an address block such as 192.0.2.0/24");
  }

  /** The address itself; the IPv4 address inside an IPv4-mapped IPv6 address. */
  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private static IPAddress parse(
      String text, IPAddressStringParameters parameters, String complaint) {
    // The library trims.
    if (!isVisible(text)) {
      throw new SyntaxException(complaint);
    }
    try {
      IPAddress address = new IPAddressString(text, parameters).toAddress();
      if (address == null) {
        throw new SyntaxException(complaint);
      }
      return address;
    } catch (AddressStringException e) {
      throw new SyntaxException(complaint);
    }
  }

  private static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static IPAddressStringParameters parameters(boolean prefix) {
    return new IPAddressStringParameters.Builder()
        .allowAll(false)
        .allowEmpty(false)
        .allowSingleSegment(false)
        .allowWildcardedSeparator(false)
        .allowMask(false)
        .allowPrefix(prefix)
        .allowPrefixOnly(false)
        .setRangeOptions(RangeParameters.NO_RANGE)
        .getIPv4AddressParametersBuilder()
        .allow_inet_aton(false)
        .allowBinary(false)
        .allowLeadingZeros(false)
        .allowPrefixLengthLeadingZeros(true)
        .getParentBuilder()
        .getIPv6AddressParametersBuilder()
        .allowZone(false)
        .allowEmptyZone(false)
        .allowBase85(false)
        .allowBinary(false)
        .allowUnlimitedLeadingZeros(false)
        .allowMixed(true)
        .allow_mixed_inet_aton(false)
        .allowPrefixLengthLeadingZeros(true)
        .getEmbeddedIPv4AddressParametersBuilder()
        .allow_inet_aton(false)
        .allowBinary(false)
        .allowLeadingZeros(false)
        .getEmbeddedIPv4AddressParentBuilder()
        .getParentBuilder()
        .toParams();
  }
}
