package io.sekisho.policy;

import io.sekisho.destination.AddressBlock;
import io.sekisho.destination.Host;
import io.sekisho.destination.SyntaxException;
import java.util.regex.Pattern;

/** The hosts a policy's destination covers. */
public sealed interface Target {

  /** How narrowly hosts are meant: exact before suffix before block, longer before shorter. */
  int specificity();

  /** Whether what is asked for is among the hosts, for a policy of that effect. */
  boolean covers(Question question, Effect effect);

  /** One host, by name or by IP literal as the client wrote it. */
  record ExactHost(Host host) implements Target {
    @Override
    public int specificity() {
      return 3_000;
    }

    @Override
    public boolean covers(Question question, Effect effect) {
      return question.authority().host().text().equals(host.text());
    }

    @Override
    public String toString() {
      return host.text();
    }
  }

  /**
   * Every name below a domain at any depth, not the domain itself.
   *
   * @param domain without the leading {@code *.}
   */
  record Subdomains(String domain) implements Target {
    @Override
    public int specificity() {
      return 1_000 + domain.length();
    }

    @Override
    public boolean covers(Question question, Effect effect) {
      String text = question.authority().host().text();
      int dot = text.length() - domain.length() - 1;
      return question.authority().host() instanceof Host.Name
          && dot > 0
          && text.charAt(dot) == '.'
          && text.endsWith(domain);
    }

    @Override
    public String toString() {
      return "*." + domain;
    }
  }

  /** Addresses, whatever name led to them; known only after resolution. */
  record Addresses(AddressBlock block) implements Target {
    @Override
    public int specificity() {
      return block.prefixLength();
    }

    @Override
    public boolean covers(Question question, Effect effect) {
      return question.address().map(block::contains).orElse(false)
          || effect == Effect.DENY && question.carried().stream().anyMatch(block::contains);
    }

    @Override
    public String toString() {
      return block.toString();
    }
  }

  /**
   * Reads {@code api.example.com}, {@code *.example.com} or an IP literal; names also in other
   * letters than ASCII.
   *
   * @throws SyntaxException if it is none of them
   */
  static Target host(String text) {
    if (!Wildcard.PREFIX.matcher(text).lookingAt()) {
      return new ExactHost(Host.parseWritten(text));
    }
    if (Host.parseWritten(text.substring(2)) instanceof Host.Name domain) {
      return new Subdomains(domain.text());
    }
    throw new SyntaxException("an address has no subdomains");
  }

  /**
   * Reads {@code 192.0.2.0/24}.
   *
   * @throws SyntaxException if it is not a block
   */
  static Target cidr(String text) {
    return new Addresses(AddressBlock.parse(text));
  }
}

/** The leading label that stands for any, and the dots that UTS 46 takes for one. */
final class Wildcard {

  static final Pattern PREFIX = Pattern.compile("\\*[.\\u3002\\uff0e\\uff61]");

  private Wildcard() {}
}
