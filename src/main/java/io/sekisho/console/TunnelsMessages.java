package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the pages about tunnels. */
@MessageBundle("tunnels")
public interface TunnelsMessages {

  @Message("Search")
  String search();

  @Message("More conditions")
  String more();

  @Message("a name, an address, or *.example.com")
  String hostHint();

  @Message("Group")
  String group();

  @Message("Target address")
  String address();

  @Message("an address or a block such as 192.0.2.0/24")
  String blockHint();

  @Message("Client address")
  String client();

  @Message("Error")
  String error();

  @Message("Server name (SNI)")
  String sni();

  @Message("At least so many bytes")
  String minBytes();

  @Message("Open")
  String open();

  @Message("yes")
  String yes();

  @Message("no")
  String no();

  @Message("End")
  String closeReason();

  @Message("Replica")
  String node();

  @Message("Pass")
  String pass();

  @Message("Attempts over time. Drag across the chart to look at a part of it.")
  String timeline();

  @Message("There is too much to count. Choose a shorter time, or say more.")
  String tooMuch();

  @Message("Nothing was found. Choose a longer time, or fewer conditions.")
  String empty();

  @Message("allowed")
  String allow();

  @Message("denied")
  String deny();

  @Message("failed")
  String errorDecision();

  @Message("still open")
  String stillOpen();

  @Message("Attempts, newest first")
  String table();

  @Message("Duration")
  String duration();

  @Message("Download all that was found")
  String export();

  @Message("Tunnel")
  String tunnel();

  @Message("Attempt")
  String attempt();

  @Message("What was decided")
  String decided();

  @Message("Who")
  String who();

  @Message("Where to")
  String where();

  @Message("Inside: the first TLS record")
  String inside();

  @Message("Records, in their order")
  String records();

  @Message("Opened")
  String opened();

  @Message("Closed")
  String closed();

  @Message("Subject")
  String subject();

  @Message("Issuer")
  String issuer();

  @Message("Groups")
  String groups();

  @Message("Service account")
  String serviceAccount();

  @Message("Client program")
  String userAgent();

  @Message("Listener")
  String listener();

  @Message("Address dialled")
  String dialled();

  @Message("Version of the policies")
  String policyVersion();

  @Message("A policy in report mode would have denied it")
  String wouldDeny();

  @Message("A policy in report mode would have allowed it")
  String wouldAllow();

  @Message("Protocols offered (ALPN)")
  String alpn();

  @Message("Highest TLS version offered")
  String tlsVersion();

  @Message("Fingerprint (JA4)")
  String ja4();

  @Message("Encrypted Client Hello")
  String ech();

  @Message("yes, so that the name above is the outer one")
  String echYes();

  @Message("No TLS record was looked at.")
  String notLooked();

  @Message("All of this user")
  String allOfUser();

  @Message("All to this host")
  String allToHost();

  @Message("All with this pass")
  String allOfPass();
}
