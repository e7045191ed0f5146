package io.sekisho.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code sekisho.watch.*}: what is looked for in the audit log as it grows, and who is told. */
public interface WatchConfig {

  /** Whether anything is looked for. */
  @WithDefault("true")
  boolean enabled();

  /**
   * For how long what a rule finds of one user or address belongs to the alert that there is, from
   * the first of it on; what is found later is an alert of its own.
   */
  @WithDefault("1h")
  Duration repeatAfter();

  /** For how long somebody's destinations are learned before new ones are remarkable. */
  @WithDefault("7d")
  Duration learning();

  /** A destination that nobody has gone to for so long is forgotten, and new after that. */
  @WithDefault("90d")
  Duration memory();

  /** Many refusals of one user. */
  Denials denials();

  /** Many passes from one address that are not accepted. */
  BadPasses badPasses();

  /** Many ports of one host. */
  ScanPorts scanPorts();

  /** Many hosts. */
  ScanHosts scanHosts();

  /** Much that goes to where its user never went before. */
  NewDestinationUpload newDestinationUpload();

  /** Far more than its user sends on other days. */
  UploadBaseline uploadBaseline();

  /** Little, again and again, at regular intervals. */
  Beacon beacon();

  /** Tunnels that were cut as what runs inside is not what their policy demands. */
  HelloViolation helloViolation();

  /** One pass from many addresses. */
  SharedPass sharedPass();

  /** Who is told of alerts. */
  Webhook webhook();

  /** What every rule has. */
  interface Rule {

    /** Whether it is looked for. */
    @WithDefault("true")
    boolean enabled();

    /** Users whose attempts this rule does not look at. */
    Optional<List<String>> exemptUsers();

    /** Hosts, or {@code *.} and a domain, attempts to which it does not look at. */
    Optional<List<String>> exemptHosts();

    /** Addresses or CIDR blocks of clients whose attempts it does not look at. */
    Optional<List<String>> exemptClients();
  }

  /** {@code sekisho.watch.denials.*} */
  interface Denials extends Rule {

    /** So many attempts that policies deny, or whose address is prohibited. */
    @WithDefault("50")
    int threshold();

    /** Within this time. */
    @WithDefault("1m")
    Duration within();
  }

  /** {@code sekisho.watch.bad-passes.*} */
  interface BadPasses extends Rule {

    /** So many passes that are not accepted, or not looked at as there were too many. */
    @WithDefault("30")
    int threshold();

    /** Within this time. */
    @WithDefault("1m")
    Duration within();
  }

  /** {@code sekisho.watch.scan-ports.*} */
  interface ScanPorts extends Rule {

    /** So many ports of one host that are refused or do not answer. */
    @WithDefault("15")
    int threshold();

    /** Or so many ports of one host, whatever becomes of them. */
    @WithDefault("100")
    int thresholdOfAll();

    /** Within this time. */
    @WithDefault("5m")
    Duration within();
  }

  /** {@code sekisho.watch.scan-hosts.*} */
  interface ScanHosts extends Rule {

    /** So many hosts that are refused, unknown or do not answer. */
    @WithDefault("120")
    int threshold();

    /** Or so many hosts, whatever becomes of them. */
    @WithDefault("1000")
    int thresholdOfAll();

    /** Within this time. */
    @WithDefault("5m")
    Duration within();
  }

  /** {@code sekisho.watch.new-destination-upload.*} */
  interface NewDestinationUpload extends Rule {

    /** So many bytes from one user to one host. */
    @WithDefault("100M")
    MemorySize threshold();

    /** Within this time. */
    @WithDefault("1h")
    Duration within();

    /** For how long a host is new to a user who has gone there for the first time. */
    @WithDefault("7d")
    Duration newFor();
  }

  /** {@code sekisho.watch.upload-baseline.*} */
  interface UploadBaseline extends Rule {

    /** So many times what the user has sent, on average, on those of the last 28 days with any. */
    @WithDefault("10")
    int factor();

    /** And as many bytes at least, on that day. */
    @WithDefault("1G")
    MemorySize minBytes();

    /** With so many days to compare it with, at least; at most 28. */
    @WithDefault("7")
    int minDays();
  }

  /** {@code sekisho.watch.beacon.*} */
  interface Beacon extends Rule {

    /** So many tunnels in a row of one user to one host and port. */
    @WithDefault("12")
    int threshold();

    /** None of which sends more than this. */
    @WithDefault("64K")
    MemorySize maxBytes();

    /** The standard deviation of the times between them, in percent of their mean, at most. */
    @WithDefault("15")
    int maxDeviationPercent();

    /** The shortest mean of these times that is looked for. */
    @WithDefault("10s")
    Duration minInterval();

    /** The longest. */
    @WithDefault("2h")
    Duration maxInterval();

    /** To a host that no more users than this go to. */
    @WithDefault("3")
    int maxUsers();

    /** For how long a host is new to a user who has gone there for the first time. */
    @WithDefault("7d")
    Duration newFor();
  }

  /** {@code sekisho.watch.hello-violation.*} */
  interface HelloViolation extends Rule {

    /** So many tunnels of one user. */
    @WithDefault("3")
    int threshold();

    /** Within this time. */
    @WithDefault("10m")
    Duration within();
  }

  /** {@code sekisho.watch.shared-pass.*} */
  interface SharedPass extends Rule {

    /** So many addresses; of IPv6 a /64 is one. */
    @WithDefault("5")
    int threshold();

    /** Within this time. */
    @WithDefault("10m")
    Duration within();
  }

  /** {@code sekisho.watch.webhook.*} */
  interface Webhook {

    /** Where alerts are sent to as CloudEvents, {@code https://…}. Default: nowhere. */
    Optional<String> url();

    /** What is shown there in Authorization, scheme included. Never logged. */
    Optional<String> authorization();

    /**
     * What requests are signed with, {@code whsec_} and the Base64 of 24 to 64 bytes, as Standard
     * Webhooks has it. Never logged.
     */
    Optional<String> secret();

    /** The TLS registry's entry with the trust for https. Default: the JVM's trust. */
    Optional<String> tlsConfiguration();

    /** The longest that one request may take. */
    @WithDefault("10s")
    Duration timeout();

    /** For how long an alert is sent again that was not taken; then it is given up. */
    @WithDefault("24h")
    Duration giveUpAfter();
  }
}
