package io.sekisho.egress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What one server says of one name and one family of addresses. */
sealed interface DnsAnswer {

  /** The longest chain of aliases that is followed, within one answer and over several. */
  int MAX_ALIASES = 8;

  /** More are not kept: whoever owns a name decides how many it has, and all have to be judged. */
  int MAX_ADDRESSES = 64;

  /**
   * Addresses, at least one.
   *
   * @param ttl seconds, the least of all records that led here
   */
  record Addresses(List<InetAddress> addresses, long ttl) implements DnsAnswer {}

  /** The name is an alias, and the server did not say of what addresses. */
  record Alias(String name, long ttl) implements DnsAnswer {}

  /** The name is there, but has no such address. */
  record NoData() implements DnsAnswer {}

  /** The name is not there, whatever the family (RFC 8020). */
  record NoSuchName() implements DnsAnswer {}

  /**
   * The server cannot tell; another one may.
   *
   * @param rcode the response code's name; empty if nothing usable came in time
   */
  record Failed(String rcode) implements DnsAnswer {}

  /**
   * Reads a response; records that do not belong to the name are passed over.
   *
   * @param name as it was asked for, without a trailing dot
   * @param type A or AAAA
   */
  static DnsAnswer read(DnsResponse response, String name, DnsRecordType type) {
    if (response.code().equals(DnsResponseCode.NXDOMAIN)) {
      return new NoSuchName();
    }
    if (!response.code().equals(DnsResponseCode.NOERROR)) {
      return new Failed(DnsRecords.mnemonic(response.code()));
    }
    DnsRecords.Chain chain = DnsRecords.follow(response, DnsRecords.plain(name));
    Set<InetAddress> addresses = new LinkedHashSet<>();
    long ttl = chain.ttl();
    for (DnsRecord record : DnsRecords.answers(response)) {
      if (addresses.size() < MAX_ADDRESSES
          && record.type().equals(type)
          && DnsRecords.plain(record.name()).equals(chain.end())) {
        InetAddress address = DnsRecords.address(record, type);
        if (address != null && addresses.add(address)) {
          ttl = Math.min(ttl, record.timeToLive());
        }
      }
    }
    if (!addresses.isEmpty()) {
      return new Addresses(List.copyOf(addresses), ttl);
    }
    if (response.isTruncated() || chain.isTooLong()) {
      return new Failed(chain.isTooLong() ? "SERVFAIL" : "");
    }
    return chain.end().equals(DnsRecords.plain(name))
        ? new NoData()
        : new Alias(chain.end(), chain.ttl());
  }
}

/** The records of a response, as far as addresses need them. */
final class DnsRecords {

  private DnsRecords() {}

  /**
   * Where aliases lead.
   *
   * @param isTooLong whether the chain was not followed to its end, as in a loop
   */
  record Chain(String end, long ttl, boolean isTooLong) {}

  static List<DnsRecord> answers(DnsResponse response) {
    List<DnsRecord> records = new ArrayList<>();
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      records.add(response.recordAt(DnsSection.ANSWER, i));
    }
    return records;
  }

  static Chain follow(DnsResponse response, String name) {
    Map<String, DnsRecord> aliases = new HashMap<>();
    for (DnsRecord record : answers(response)) {
      if (record.type().equals(DnsRecordType.CNAME)) {
        aliases.putIfAbsent(plain(record.name()), record);
      }
    }
    String end = name;
    long ttl = Long.MAX_VALUE;
    for (int i = 0; i < DnsAnswer.MAX_ALIASES; i++) {
      DnsRecord alias = aliases.get(end);
      String next = alias == null ? "" : target(alias);
      if (next.isEmpty()) {
        return new Chain(end, ttl, false);
      }
      end = next;
      ttl = Math.min(ttl, alias.timeToLive());
    }
    return new Chain(end, ttl, true);
  }

  /** The address of a record; null if its content is not one. */
  static InetAddress address(DnsRecord record, DnsRecordType type) {
    int length = type.equals(DnsRecordType.A) ? 4 : 16;
    if (!(record instanceof DnsRawRecord raw) || raw.content().readableBytes() != length) {
      return null;
    }
    try {
      return InetAddress.getByAddress(ByteBufUtil.getBytes(raw.content()));
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** A name in the form in which names are compared. */
  static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** The mnemonic alone, in capitals: the code's own text form adds its number. */
  static String mnemonic(DnsResponseCode code) {
    String text = code.toString();
    int bracket = text.indexOf('(');
    return (bracket < 0 ? text : text.substring(0, bracket)).toUpperCase(Locale.ROOT);
  }

  private static String target(DnsRecord alias) {
    if (!(alias instanceof DnsRawRecord raw)) {
      return "";
    }
    ByteBuf content = raw.content().duplicate();
    try {
      return plain(DefaultDnsRecordDecoder.decodeName(content));
    } catch (CorruptedFrameException e) {
      return "";
    }
  }
}
