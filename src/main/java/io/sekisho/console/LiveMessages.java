package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the pages about open tunnels. */
@MessageBundle("live")
public interface LiveMessages {

  @Message("Open tunnels")
  String heading();

  @Message("Refreshed every 5 seconds.")
  String refreshed();

  @Message("Pause")
  String pause();

  @Message("Paused.")
  String paused();

  @Message("Resume")
  String resume();

  @Message("Load again")
  String again();

  @Message("Open tunnels: {count}, as of {time}")
  String caption(String count, String time);

  @Message(
      "Only the first {count} are shown, and of other replicas only the newest 1,000 are looked at. Choose a user or a replica.")
  String truncated(String count);

  @Message(
      "No tunnel is open here. Remove a condition, or wait: tunnels appear as soon as they are opened.")
  String empty();

  @Message("Replica")
  String node();

  @Message("Age")
  String age();

  @Message("Bytes")
  String bytes();

  @Message("Rate")
  String rate();

  @Message("{bytes}/s")
  String perSecond(String bytes);

  @Message(
      "Of tunnels on other replicas the bytes are those of the last interim record, and the rate is not known. The rate is that between the last two readings of the answering replica, or since the tunnel was opened if it is newer.")
  String meaning();

  @Message("Bytes per second between the last two readings")
  String rateHint();

  @Message("The tunnel is cut within a second.")
  String orderedOne();

  @Message("All tunnels of the user are cut within a second.")
  String orderedUser();

  @Message("All tunnels that were open are cut within a second.")
  String orderedAll();

  @Message("Cut")
  String cut();

  @Message("Cut: {user} to {host}")
  String cutNamed(String user, String host);

  @Message("Cut all of this user")
  String cutUser();

  @Message("Cut everything")
  String cutEverything();

  @Message("Cut this tunnel?")
  String askOne();

  @Message("Cut all tunnels of this user?")
  String askUser();

  @Message("Cut every tunnel?")
  String askAll();

  @Message("Open now: {count}")
  String openNow(String count);

  @Message(
      "What runs through it breaks off. The user may open another one; to keep them out, change the policies first.")
  String consequence();

  @Message(
      "Every connection of every user breaks off, on all replicas. Users may open new ones; to keep them out, change the policies first.")
  String consequenceAll();

  @Message("Reason, up to {count} characters; the records of the tunnels tell it")
  String reason(int count);

  @Message("To confirm, type: {word}")
  String confirm(String word);
}
