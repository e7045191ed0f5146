package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the pages about replays. */
@MessageBundle("replay")
public interface ReplayMessages {

  @Message("Who would gain or lose what?")
  String heading();

  @Message(
      "Decides the recorded attempts of a time again, by a draft of the policies. Nothing is changed.")
  String intro();

  @Message("Draft of all policies, in YAML as an import takes it")
  String draft();

  @Message("Put the current policies in")
  String current();

  @Message("Compare with")
  String against();

  @Message("what was decided then")
  String recorded();

  @Message("what the current policies decide")
  String byCurrent();

  @Message("Start")
  String start();

  @Message(
      "Two replays are under way on this replica. Try again when one of them is over; nothing that you typed is lost.")
  String busy();

  @Message("Replay")
  String run();

  @Message("Attempts of this time")
  String period();

  @Message("Policies in the draft")
  String policies();

  @Message(
      "The result is kept for 15 minutes, for you only, and by the replica that has it. If this address is not found later, start again.")
  String kept();

  @Message("Reading and sorting the attempts")
  String reading();

  @Message("{count} attempts decided")
  String decided(String count);

  @Message("Progress")
  String progress();

  @Message("Load the state again")
  String reload();

  @Message("Cancel the replay")
  String cancel();

  @Message("The replay was cancelled.")
  String cancelled();

  @Message("The replay took longer than 10 minutes and was broken off. Choose a shorter time.")
  String tooLong();

  @Message("The replay broke off. The log of the replica says why; start again.")
  String failed();

  @Message("Start another one")
  String again();

  @Message("attempts")
  String attempts();

  @Message("decided as before")
  String unchanged();

  @Message("gained")
  String gained();

  @Message("lost")
  String lost();

  @Message("undetermined")
  String undetermined();

  @Message("denied before, would be allowed")
  String gainedMeaning();

  @Message("allowed before, would be denied")
  String lostMeaning();

  @Message("depends on an address that is not recorded")
  String undeterminedMeaning();

  @Message("Differences, by user and destination")
  String differences();

  @Message("Change")
  String change();

  @Message("all")
  String all();

  @Message("Policy before")
  String before();

  @Message("Policy after")
  String after();

  @Message("Attempts")
  String count();

  @Message("First")
  String first();

  @Message("Last")
  String last();

  @Message("Attempts in the log")
  String search();

  @Message("Show")
  String show();

  @Message("The draft decides everything as it was decided. Choose a longer time to be sure.")
  String none();

  @Message("There is no such difference.")
  String noneOfKind();

  @Message(
      "Only the first {kept} differences are kept, by user; {omitted} more were found. Choose a shorter time to see them.")
  String omitted(String kept, String omitted);
}
