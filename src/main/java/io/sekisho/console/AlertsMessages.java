package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the pages about suspicious activity. */
@MessageBundle("alerts")
public interface AlertsMessages {

  @Message("Search")
  String search();

  @Message("Rule")
  String rule();

  @Message("Acknowledged")
  String acknowledged();

  @Message("yes")
  String yes();

  @Message("no")
  String no();

  @Message("high")
  String high();

  @Message("medium")
  String medium();

  @Message("Severity")
  String severity();

  @Message("to be seen to")
  String open();

  @Message("Alerts, newest first")
  String table();

  @Message("Raised")
  String raised();

  @Message("About")
  String about();

  @Message("What was found")
  String summary();

  @Message("Times")
  String count();

  @Message("Target")
  String target();

  @Message("Client address")
  String client();

  @Message("Nothing of the kind was found. Choose a longer time, or fewer conditions.")
  String empty();

  @Message("Alert")
  String alert();

  @Message("What the rule looks for")
  String looksFor();

  @Message("When")
  String times();

  @Message("First of it")
  String first();

  @Message("Last of it")
  String last();

  @Message("Figures")
  String figures();

  @Message("Figure")
  String figure();

  @Message("Value")
  String value();

  @Message("The attempts it rests on")
  String evidence();

  @Message("At most a hundred, in the order in which they began.")
  String evidenceHint();

  @Message(
      "None is named: the alert is about passes that were not accepted, or its records "
          + "are gone.")
  String noEvidence();

  @Message("Began")
  String began();

  @Message("Tunnel or attempt")
  String tunnel();

  @Message("All of this user at that time")
  String allOfUser();

  @Message("All from this address at that time")
  String allOfClient();

  @Message("Acknowledgement")
  String acknowledgement();

  @Message("Seen to by")
  String acknowledgedBy();

  @Message("At")
  String acknowledgedAt();

  @Message("Note")
  String note();

  @Message("What it was, or what was done about it. It stands here from then on, once and for all.")
  String noteHint();

  @Message("Acknowledge")
  String acknowledge();

  @Message("This cannot be acknowledged")
  String notAcknowledged();

  @Message("All alerts")
  String back();

  @Message(
      "Many attempts of one user that policies deny, or that lead to a prohibited "
          + "address, within a short time.")
  String denials();

  @Message("Many passes from one address that are not accepted, within a short time.")
  String badPasses();

  @Message(
      "One user who tries many ports of one host, most of which are denied, refuse or "
          + "do not answer.")
  String scanPorts();

  @Message(
      "One user who tries many hosts, most of which are denied, do not exist, refuse or "
          + "do not answer.")
  String scanHosts();

  @Message(
      "Many bytes from a user to a host to which that user went for the first time not "
          + "long ago.")
  String newDestinationUpload();

  @Message("A user who sends many times as much in a day as on the days before.")
  String uploadBaseline();

  @Message(
      "Small tunnels at regular intervals from a user to one host and port that is new "
          + "to the user and that hardly anybody else goes to: as malware calls home.")
  String beacon();

  @Message(
      "Tunnels of one user that were cut, as they did not begin with the TLS "
          + "ClientHello that their policy demands.")
  String helloViolation();

  @Message(
      "One pass that is shown from many addresses within a short time: it may have been "
          + "stolen or passed on.")
  String sharedPass();

  @Message("A rule that this version does not know.")
  String unknownRule();

  @Message("attempts")
  String fAttempts();

  @Message("threshold")
  String fThreshold();

  @Message("threshold, whatever becomes of them")
  String fThresholdOfAll();

  @Message("within")
  String fWithin();

  @Message("host")
  String fHost();

  @Message("port")
  String fPort();

  @Message("ports")
  String fPorts();

  @Message("hosts")
  String fHosts();

  @Message("of which failed or denied")
  String fFailing();

  @Message("tunnels in a row")
  String fTunnels();

  @Message("interval in seconds, on average")
  String fIntervalSeconds();

  @Message("deviation from it in percent")
  String fDeviationPercent();

  @Message("deviation that is permitted, in percent")
  String fMaxDeviationPercent();

  @Message("bytes up, of the largest")
  String fMaxBytesUp();

  @Message("users who go there")
  String fUsers();

  @Message("first went there")
  String fFirstSeen();

  @Message("bytes up")
  String fBytesUp();

  @Message("pass")
  String fPass();

  @Message("addresses")
  String fAddresses();

  @Message("day (UTC)")
  String fDay();

  @Message("bytes up on other days, on average")
  String fMeanBytesUp();

  @Message("days that were compared")
  String fDays();

  @Message("factor that is permitted")
  String fFactor();

  @Message("bytes from which on it counts")
  String fMinBytes();
}
