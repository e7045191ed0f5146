package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the overview. */
@MessageBundle("overview")
public interface OverviewMessages {

  @Message("Open now")
  String openNow();

  @Message("Tunnels opened")
  String opened();

  @Message("Bytes carried")
  String bytes();

  @Message("Alerts to see to")
  String alerts();

  @Message(
      "Attempts, and what tunnels have carried that began then. Drag across the chart to search a part of it.")
  String timeline();

  @Message("Refusals by reason")
  String refusals();

  @Message("Users with the most bytes")
  String users();

  @Message("Destinations with the most bytes")
  String destinations();

  @Message("Policies with the most tunnels")
  String policies();

  @Message("Tunnels")
  String tunnels();

  @Message("Bytes")
  String sumOfBytes();

  @Message("Attempts")
  String attempts();

  @Message("no pass")
  String noPass();

  @Message("no policy")
  String noPolicy();

  @Message("Nothing in this time.")
  String nothing();

  @Message("State")
  String state();

  @Message("Replicas")
  String replicas();

  @Message("up since")
  String since();

  @Message("this one")
  String thisOne();

  @Message("Database")
  String database();

  @Message("answers")
  String answers();

  @Message("is not available")
  String away();

  @Message("Identity provider")
  String issuer();

  @Message("verifies passes")
  String issuerGood();

  @Message("cannot be reached: passes not seen before are refused")
  String issuerBad();

  @Message("Audit records")
  String records();

  @Message("are committed in the database")
  String committed();

  @Message("go to this replica's spool: {count} waiting")
  String spooling(String count);

  @Message("cannot be written: attempts are refused")
  String unwritable();

  @Message("Policies in force")
  String policiesInForce();

  @Message("version {version}, confirmed {age} ago")
  String version(String version, String age);

  @Message("none yet, or too old: every attempt is refused")
  String noPolicies();

  @Message(
      "The figures below come from the database, which does not answer. Tunnels go on by what this replica knows.")
  String figuresAway();
}
