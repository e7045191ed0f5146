package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the pages about what people ask for. */
@MessageBundle("requests")
public interface RequestsMessages {

  @Message("pending")
  String pending();

  @Message("approved")
  String approved();

  @Message("rejected")
  String rejected();

  @Message("withdrawn")
  String withdrawn();

  @Message("expired")
  String expired();

  @Message("all")
  String all();

  @Message(
      "Nobody asks for anything that is to be decided on. Choose another status to see "
          + "older requests.")
  String empty();

  @Message("There are no requests of this status. Choose another one.")
  String emptyStatus();

  @Message("Requests, newest first")
  String table();

  @Message("Request")
  String request();

  @Message("Asked")
  String requestedAt();

  @Message("Wanted until")
  String wanted();

  @Message("What for")
  String whatFor();

  @Message("Who asks")
  String who();

  @Message("What is asked for")
  String what();

  @Message("Subject")
  String subject();

  @Message("Issuer")
  String issuer();

  @Message("Service account")
  String serviceAccount();

  @Message("What was decided")
  String outcome();

  @Message("By")
  String decidedBy();

  @Message("At")
  String decidedAt();

  @Message("Saying")
  String decisionReason();

  @Message("The policy that allows it")
  String policy();

  @Message("Allowed until")
  String granted();

  @Message("What this user has tried")
  String ofTheirs();

  @Message("This is your own request: somebody else decides on it.")
  String ownRequest();

  @Message("Approve")
  String approval();

  @Message(
      "Adds a policy for this user, this host and these ports alone. It acts within a "
          + "second on every replica.")
  String approvalHint();

  @Message("Until (UTC)")
  String until();

  @Message("Left empty: as it is asked for.")
  String untilHint();

  @Message("The request does not say it.")
  String untilNeeded();

  @Message("At most {time} from now.")
  String longest(String time);

  @Message("Reason")
  String reason();

  @Message("Reason (if you like)")
  String reasonOptional();

  @Message("Approve")
  String approve();

  @Message("Reject")
  String rejection();

  @Message("Who asked reads the reason.")
  String rejectionHint();

  @Message("Reject")
  String reject();

  @Message("This cannot be decided so")
  String notDecided();

  @Message("An administrator decides on it.")
  String adminsDecide();

  @Message("All requests")
  String back();
}
