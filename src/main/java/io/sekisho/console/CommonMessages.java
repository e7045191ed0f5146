package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on every page. */
@MessageBundle("m")
public interface CommonMessages {

  @Message("Skip to the content")
  String skip();

  @Message("Menu")
  String menu();

  @Message("Overview")
  String overview();

  @Message("Tunnels")
  String tunnels();

  @Message("Live")
  String live();

  @Message("Policies")
  String policies();

  @Message("Try")
  String tryOut();

  @Message("Replay")
  String replay();

  @Message("Alerts")
  String alerts();

  @Message("Requests")
  String requests();

  @Message("Evidence")
  String evidence();

  @Message("My access")
  String mine();

  @Message("Sign out")
  String signOut();

  @Message("You are signed out.")
  String signedOut();

  @Message("Sign in")
  String signIn();

  @Message("Language")
  String language();

  @Message("All times are UTC.")
  String utc();

  @Message("The table behind the chart")
  String chartTable();

  @Message("Your session has ended. Load the page again to go on.")
  String sessionEnded();

  @Message("This could not be done. Try again.")
  String failed();

  @Message("Next page")
  String nextPage();

  @Message("First page")
  String firstPage();

  @Message("This did not work")
  String problem();

  @Message("Not found")
  String notFound();

  @Message("You may not see this")
  String forbidden();

  @Message("Your account does not have the role that this takes. Ask whoever gives out roles.")
  String forbiddenHint();

  @Message("There is nothing at this address. It may have been deleted.")
  String notFoundHint();

  @Message("The database is not available. Nothing is lost; load the page again in a moment.")
  String unavailableHint();

  @Message("Something went wrong. The log of the replica says what; load the page again.")
  String problemHint();

  @Message("Back to the start")
  String home();

  @Message("Show")
  String show();

  @Message("Reset")
  String reset();

  @Message("Cancel")
  String cancel();

  @Message("From")
  String from();

  @Message("To")
  String to();

  @Message("Time")
  String time();

  @Message("User")
  String user();

  @Message("Host")
  String host();

  @Message("Port")
  String port();

  @Message("Destination")
  String destination();

  @Message("Policy")
  String policy();

  @Message("Decision")
  String decision();

  @Message("Reason")
  String reason();

  @Message("Status")
  String status();

  @Message("Bytes up")
  String bytesUp();

  @Message("Bytes down")
  String bytesDown();

  @Message("Denials")
  String denials();

  @Message("Errors")
  String errors();

  @Message("none")
  String none();

  @Message("any")
  String any();

  @Message("Range")
  String range();

  @Message("last hour")
  String rangeHour();

  @Message("last 24 hours")
  String rangeDay();

  @Message("last 7 days")
  String rangeWeek();

  @Message("last 30 days")
  String rangeMonth();

  @Message("last 90 days")
  String rangeQuarter();

  @Message("all there is")
  String rangeAll();

  @Message("the times given")
  String rangeGiven();
}
