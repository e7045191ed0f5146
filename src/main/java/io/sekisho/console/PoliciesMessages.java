package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the pages about policies. */
@MessageBundle("policies")
public interface PoliciesMessages {

  @Message("New policy")
  String newPolicy();

  @Message("Import")
  String importPolicies();

  @Message("Export")
  String exportPolicies();

  @Message("Changes to approve ({count})")
  String waiting(String count);

  @Message("Part of the name")
  String partOfName();

  @Message("Policies, by name")
  String table();

  @Message("There is no policy yet, and so nobody may go anywhere. Add one, or import a set.")
  String empty();

  @Message("There is no policy yet, and so nobody may go anywhere. Administrators add policies.")
  String emptyForAuditors();

  @Message("No policy has such a name. Look for a shorter part of it.")
  String noneFound();

  @Message("Name")
  String name();

  @Message("Effect")
  String effect();

  @Message("Mode")
  String mode();

  @Message("Whom")
  String whom();

  @Message("Where to")
  String whereTo();

  @Message("State")
  String state();

  @Message("Findings")
  String lint();

  @Message("Last use")
  String lastUse();

  @Message("The last attempt that it decided within 90 days")
  String lastUseHint();

  @Message("not within 90 days")
  String notUsed();

  @Message("+{count} more")
  String more(int count);

  @Message("allow")
  String allow();

  @Message("deny")
  String deny();

  @Message("enforced")
  String enforce();

  @Message("reported only")
  String report();

  @Message("active")
  String active();

  @Message("off")
  String disabled();

  @Message("not yet valid")
  String toCome();

  @Message("expired")
  String over();

  @Message("outside its hours")
  String outOfHours();

  @Message("not valid")
  String invalid();

  @Message("deleted")
  String deleted();

  @Message("expired")
  String kindExpired();

  @Message("never acts")
  String kindNeverScheduled();

  @Message("prohibited")
  String kindProhibited();

  @Message("shadowed")
  String kindShadowed();

  @Message("redundant")
  String kindRedundant();

  @Message("contradicted")
  String kindContradicted();

  @Message("Nothing is odd about it.")
  String nothingOdd();

  @Message("When and how")
  String conditions();

  @Message("Limits of each user")
  String limits();

  @Message("As configured")
  String noLimits();

  @Message("TLS")
  String tls();

  @Message("as the port suggests")
  String tlsByPort();

  @Message("verified: the server name must be the host")
  String tlsVerify();

  @Message("required")
  String tlsRequire();

  @Message("not looked at")
  String tlsOff();

  @Message("Valid from (UTC)")
  String validFrom();

  @Message("Valid until (UTC)")
  String validUntil();

  @Message("no bound")
  String always();

  @Message("Hours of the week")
  String schedule();

  @Message("all")
  String allHours();

  @Message("Revision")
  String revision();

  @Message("Created")
  String created();

  @Message("Changed")
  String updated();

  @Message("Edit")
  String edit();

  @Message("Copy")
  String copy();

  @Message("Delete")
  String delete();

  @Message("Attempts it decided")
  String tunnelsBy();

  @Message("History, newest first")
  String history();

  @Message("Older changes")
  String older();

  @Message("Newest changes")
  String newest();

  @Message("No change is known.")
  String historyNone();

  @Message("created")
  String actionCreated();

  @Message("changed")
  String actionChanged();

  @Message("deleted")
  String actionDeleted();

  @Message("rolled back")
  String actionRolledBack();

  @Message("imported")
  String actionImported();

  @Message("by")
  String by();

  @Message("in the database, by hand")
  String byHand();

  @Message("approved by")
  String approvedBy();

  @Message("Go back to revision {revision}")
  String goBack(long revision);

  @Message("removed:")
  String removed();

  @Message("added:")
  String added();

  @Message("Nothing but the order of entries differs.")
  String sameEntries();

  @Message(
      "This policy is deleted. Its history is kept; it comes back by going back to a revision.")
  String isDeleted();

  @Message("Edit policy")
  String editing();

  @Message("Description")
  String description();

  @Message("It acts")
  String enabled();

  @Message("Whom: one in each line")
  String subjects();

  @Message(
      "user alice, group developers, serviceAccount ci:builder, or anyone. A name that begins or ends with a space stands in quotes.")
  String subjectsHint();

  @Message("Where to: one in each line, with its ports")
  String destinations();

  @Message(
      "*.github.com 443, or 192.0.2.0/24 22,8000-8100. What has a slash is a block of addresses.")
  String destinationsHint();

  @Message("Hours of the week in which it acts")
  String hours();

  @Message(
      "All left empty: at all hours. Hours that end earlier than they begin run over midnight.")
  String hoursHint();

  @Message("Days on which the hours begin")
  String days();

  @Message("From (HH:mm)")
  String hoursFrom();

  @Message("To (HH:mm, up to 24:00)")
  String hoursTo();

  @Message("Time zone")
  String zone();

  @Message("Monday")
  String monday();

  @Message("Tuesday")
  String tuesday();

  @Message("Wednesday")
  String wednesday();

  @Message("Thursday")
  String thursday();

  @Message("Friday")
  String friday();

  @Message("Saturday")
  String saturday();

  @Message("Sunday")
  String sunday();

  @Message("Tunnels open at one time")
  String concurrentTunnels();

  @Message("Tunnels opened in a minute")
  String connectsPerMinute();

  @Message("Bytes a day (UTC)")
  String bytesPerDay();

  @Message("Bits a second in each direction")
  String bitsPerSecond();

  @Message("Longest time without a byte")
  String idleTimeout();

  @Message("Longest time altogether")
  String maxDuration();

  @Message("Left empty: as configured. Durations as in PT5M.")
  String limitsHint();

  @Message("Save")
  String save();

  @Message("Propose")
  String propose();

  @Message(
      "This takes a second administrator: it becomes a proposal, which somebody else approves.")
  String fourEyes();

  @Message("This is not a policy yet. What is wrong stands at its fields.")
  String mistakes();

  @Message("Line {number}:")
  String line(int number);

  @Message(
      "Somebody has changed this policy meanwhile. What you typed is still here. To save it again replaces what is there now, and makes this difference:")
  String changedMeanwhile();

  @Message(
      "Somebody has deleted this policy meanwhile. What you typed is still here. To save it adds it as a new one.")
  String goneMeanwhile();

  @Message("This was refused:")
  String refused();

  @Message("Delete policy")
  String deleting();

  @Message(
      "What it allows ends at once, also on open tunnels; what it denies is no longer denied by it. Its history is kept.")
  String deletingHint();

  @Message("It has changed meanwhile. Look again before you go on.")
  String changedLook();

  @Message("Go back to a revision")
  String goingBack();

  @Message(
      "The policy becomes what it was after revision {revision}. This is the difference from now:")
  String goingBackHint(long revision);

  @Message("Import policies")
  String importing();

  @Message(
      "All policies become what the text says: what is new is added, what differs is changed, and what is not in it is deleted. Nothing is done before you have seen what it would do.")
  String importHint();

  @Message("Take the text from a file")
  String file();

  @Message("Policies as YAML")
  String text();

  @Message("The text may be without policies, so that all are deleted")
  String allowEmpty();

  @Message("See what it would do")
  String check();

  @Message("What it would do")
  String would();

  @Message("{created} created, {changed} changed, {deleted} deleted, {unchanged} as they are")
  String wouldCounts(int created, int changed, int deleted, int unchanged);

  @Message("The policies are already what the text says.")
  String wouldNothing();

  @Message("What would be odd then")
  String wouldLint();

  @Message("and {count} more changes")
  String moreChanges(int count);

  @Message("and {count} more findings")
  String moreFindings(int count);

  @Message("and {count} more mistakes")
  String moreErrors(int count);

  @Message("Apply")
  String apply();

  @Message("The text is not a set of policies. Nothing was changed.")
  String importWrong();

  @Message("The policies have changed since you looked. This is what the text would do now.")
  String importChanged();

  @Message("Proposed changes")
  String changes();

  @Message("Proposals, newest first")
  String changesTable();

  @Message("There is no such proposal. Choose another status.")
  String changesEmpty();

  @Message("No change waits for approval. Changes wait here if they take a second administrator.")
  String changesNoneWaiting();

  @Message("Proposed")
  String proposed();

  @Message("By")
  String proposedBy();

  @Message("Change")
  String change();

  @Message("waits")
  String pending();

  @Message("approved")
  String approved();

  @Message("rejected")
  String rejected();

  @Message("withdrawn")
  String withdrawn();

  @Message("expired")
  String expired();

  @Message("outdated")
  String outdated();

  @Message("What it is based on has changed meanwhile, so it cannot be approved.")
  String outdatedHint();

  @Message("create")
  String toCreate();

  @Message("change")
  String toChange();

  @Message("delete")
  String toDelete();

  @Message("roll back")
  String toRollBack();

  @Message("import")
  String toImport();

  @Message("Proposed change")
  String proposal();

  @Message("Decided")
  String decided();

  @Message("Decided by")
  String decidedBy();

  @Message("What was said to it")
  String decisionReason();

  @Message("Decide")
  String decide();

  @Message("This is your proposal. Another administrator has to approve it.")
  String ownProposal();

  @Message("Approve and apply")
  String approve();

  @Message("Reject")
  String reject();

  @Message("Withdraw")
  String withdraw();

  @Message("Reason (up to 300 characters)")
  String reason();

  @Message("The policy")
  String thePolicy();

  @Message("all")
  String allStatuses();
}
