package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the pages about what proves the log. */
@MessageBundle("evidence")
public interface EvidenceMessages {

  @Message("Proof")
  String proof();

  @Message("Who has read the log")
  String readings();

  @Message(
      "Every record carries the hash of the one before it, and every replica signs from "
          + "time to time how far its records have come. What anybody alters, removes or "
          + "inserts shows.")
  String hint();

  @Message("Verify, or take an export away")
  String check();

  @Message("Verify")
  String verify();

  @Message("Download an export with its proof")
  String export();

  @Message(
      "Two such readings are under way already, here or at the API. Try again when one "
          + "is over.")
  String busy();

  @Message(
      "To check an export without the gateway and its database, with a public key that "
          + "you got in good time:")
  String offline();

  @Message("Command to check an export")
  String offlineCommand();

  @Message("Your verifications of the last quarter of an hour")
  String own();

  @Message("The last signatures")
  String checkpoints();

  @Message(
      "Nothing is signed yet: that comes within the interval of checkpoints of the "
          + "first record.")
  String noCheckpoints();

  @Message("Chain")
  String chain();

  @Message("Replica")
  String node();

  @Message("Up to record")
  String sequence();

  @Message("Signed")
  String signedAt();

  @Message("Key")
  String key();

  @Message("the end of the chain")
  String ended();

  @Message("not among the keys below")
  String notTrusted();

  @Message("The public keys whose signatures are believed")
  String keys();

  @Message("Id")
  String keyId();

  @Message("Use")
  String keyUse();

  @Message("signs at this replica")
  String signing();

  @Message("believed besides")
  String older();

  @Message("Download")
  String download();

  @Message("Copy")
  String copy();

  @Message("Copied")
  String copied();

  @Message("Verification")
  String verification();

  @Message("This replica knows of no such verification")
  String gone();

  @Message(
      "Results are kept for a quarter of an hour, by the replica that began it, for "
          + "whoever began it. You are at {node}. Verify anew.")
  String goneHint(String node);

  @Message("Verify anew")
  String anew();

  @Message("It is being verified. You may leave; the result is kept here for a quarter of an hour.")
  String running();

  @Message("Progress")
  String progress();

  @Message("{records} records read of about {expected}")
  String readOf(String records, String expected);

  @Message("{records} records read")
  String readSoFar(String records);

  @Message("Load again")
  String reload();

  @Message("Stop")
  String stop();

  @Message("It came to no result")
  String failed();

  @Message("It was stopped before the end, and so tells nothing about the log.")
  String stopped();

  @Message(
      "The database did not answer, or it took longer than an hour. The log of the "
          + "replica says more. Try a shorter range.")
  String failedHint();

  @Message("The log is intact")
  String intact();

  @Message("No record was altered, removed, inserted or moved, and every signature is good.")
  String intactHint();

  @Message("The log is not as it was written")
  String notIntact();

  @Message("The first fault")
  String fault();

  @Message("Faults")
  String faults();

  @Message("Kind")
  String faultKind();

  @Message("Record")
  String record();

  @Message("Place in the chain")
  String place();

  @Message("Tunnel or attempt")
  String tunnel();

  @Message("In detail")
  String detail();

  @Message("What was looked at")
  String figures();

  @Message("Range")
  String period();

  @Message("the beginning")
  String beginning();

  @Message("the end")
  String end();

  @Message("Records")
  String records();

  @Message("Records behind the last signatures")
  String unproven();

  @Message(
      "Whether some are missing behind these nobody can tell. They are newer than the last "
          + "signature, or of a replica that was killed.")
  String unprovenHint();

  @Message("Records from before there were chains")
  String unchained();

  @Message("Good signatures")
  String signatures();

  @Message("Signed by keys that are not known here")
  String untrusted();

  @Message(
      "Give all replicas one key (sekisho.audit.signing-key), or name the others "
          + "(sekisho.audit.trusted-keys).")
  String untrustedHint();

  @Message("It took")
  String took();

  @Message("A record is not what was written.")
  String altered();

  @Message("A record was altered, and the hashes were made to fit.")
  String rewritten();

  @Message("A record stood elsewhere.")
  String outOfOrder();

  @Message("Records are gone that the retention has not dropped.")
  String missing();

  @Message("There is a record more than were written.")
  String inserted();

  @Message("The last records of a chain are gone.")
  String tailCut();

  @Message("A chain, or its beginning, is gone.")
  String chainMissing();

  @Message("A signature of how far a chain had come is gone.")
  String checkpointMissing();

  @Message("A signature is forged.")
  String signatureInvalid();

  @Message("Something is wrong.")
  String otherFault();

  @Message("Search")
  String search();

  @Message("Readings, newest first")
  String readingsTable();

  @Message("Nobody read the log in this time. Choose a longer one.")
  String noReadings();

  @Message("Call")
  String call();

  @Message("What was asked for")
  String parameters();

  @Message("Format")
  String format();

  @Message("Rows")
  String rows();

  @Message("Complete")
  String complete();

  @Message("yes")
  String yes();

  @Message("cut off")
  String cutOff();

  @Message("under way, or nobody knows")
  String underWay();
}
