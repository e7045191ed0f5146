package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the page that explains decisions. */
@MessageBundle("tryout")
public interface TryoutMessages {

  @Message("Would they be let through?")
  String heading();

  @Message("Groups, apart by commas or lines")
  String groups();

  @Message("Service account")
  String serviceAccount();

  @Message("namespace:name, if it is one")
  String serviceAccountHint();

  @Message("a name or an address")
  String hostHint();

  @Message("Target address")
  String address();

  @Message("one that the host resolves to")
  String addressHint();

  @Message("At this time; now if empty")
  String at();

  @Message("Ask")
  String ask();

  @Message(
      "Say who wants to go where. Names are not resolved, nothing is connected, and nothing is recorded.")
  String invitation();

  @Message("Answer")
  String answer();

  @Message("Allowed, by the policy")
  String allowed();

  @Message("Denied, by the policy")
  String denied();

  @Message("Denied: no policy allows it.")
  String deniedByNone();

  @Message(
      "Denied: the address is special-purpose and not permitted, so that no tunnel leads there whatever the policies say.")
  String prohibited();

  @Message("The address is special-purpose and not permitted besides.")
  String prohibitedToo();

  @Message("It depends on the address")
  String depends();

  @Message("Only a policy about addresses may allow it. Say to which address the host resolves.")
  String dependsHint();

  @Message("The first bytes must be a TLS ClientHello whose server name is the host.")
  String tlsVerify();

  @Message("The first bytes must be a TLS ClientHello.")
  String tlsRequire();

  @Message("The first bytes are not looked at.")
  String tlsOff();

  @Message("A policy in report mode would deny it:")
  String wouldDeny();

  @Message("A policy in report mode would allow it:")
  String wouldAllow();

  @Message("Decided for")
  String decidedFor();

  @Message("Version of the policies")
  String version();

  @Message("Recorded attempts of this user at this destination")
  String attempts();

  @Message("Policies considered, the nearest first")
  String considered();

  @Message("Effect")
  String effect();

  @Message("Mode")
  String mode();

  @Message("Does it apply?")
  String applies();

  @Message("applies")
  String matched();

  @Message("is about other users or groups")
  String failedSubject();

  @Message("is about other destinations")
  String failedDestination();

  @Message("is about other ports of this destination")
  String failedPort();

  @Message("is switched off")
  String failedEnabled();

  @Message("is not valid at that time")
  String failedValidity();

  @Message("is outside its schedule at that time")
  String failedSchedule();

  @Message("There are no policies. Nothing is allowed until there is one.")
  String empty();

  @Message("{count} more policies are further away.")
  String omitted(String count);

  @Message("Show up to 1,000")
  String further();
}
