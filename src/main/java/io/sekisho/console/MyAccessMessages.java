package io.sekisho.console;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What stands on the pages about somebody's own access. */
@MessageBundle("mine")
public interface MyAccessMessages {

  @Message("What I may reach")
  String policies();

  @Message("My tunnels")
  String tunnels();

  @Message("My requests")
  String requests();

  @Message("My programs")
  String clients();

  @Message(
      "The policies that are about you. A denial wins over everything; otherwise one "
          + "that allows is enough.")
  String policiesHint();

  @Message("No policy is about you yet, so you reach nothing. Ask for access to what you need.")
  String noPolicies();

  @Message("Ask for access")
  String askForAccess();

  @Message("allows")
  String allows();

  @Message("denies")
  String denies();

  @Message("only recorded, acts on nothing")
  String onlyRecorded();

  @Message("acts now")
  String acts();

  @Message("does not act now")
  String actsNot();

  @Message("until")
  String until();

  @Message("Destinations")
  String destinations();

  @Message("Ports")
  String ports();

  @Message("As you are")
  String because();

  @Message("Acts from")
  String validFrom();

  @Message("Acts until")
  String validUntil();

  @Message("Hours")
  String hours();

  @Message("TLS")
  String tls();

  @Message("Limits")
  String limits();

  @Message("{count} tunnels at one time")
  String concurrentTunnels(String count);

  @Message("{count} new tunnels a minute")
  String connectsPerMinute(String count);

  @Message("{bytes} a day")
  String bytesPerDay(String bytes);

  @Message("{count} bits per second")
  String bitsPerSecond(String count);

  @Message("closed after {time} of silence")
  String idleTimeout(String time);

  @Message("closed after {time} in any case")
  String maxDuration(String time);

  @Message("What you have tried and opened. Of a refusal, you see what your program was told.")
  String tunnelsHint();

  @Message(
      "Nothing was found. If you expected something, see whether your program uses the "
          + "gateway at all.")
  String noTunnels();

  @Message("Asked. An administrator decides on it; you see here what becomes of it.")
  String asked();

  @Message("What I have asked for, newest first")
  String requestsTable();

  @Message("You have asked for nothing yet. The form below asks an administrator.")
  String noRequests();

  @Message("Asked")
  String requestedAt();

  @Message("Wanted until")
  String wanted();

  @Message("for {time} from the approval on")
  String fromApproval(String time);

  @Message("not said")
  String openEnd();

  @Message("What was said")
  String outcome();

  @Message("Allowed until")
  String granted();

  @Message("Withdraw")
  String withdraw();

  @Message("Withdraw a request")
  String withdrawal();

  @Message("Nobody decides on it any more then. You may ask again at any time.")
  String withdrawalHint();

  @Message("It is not pending any more, and cannot be withdrawn.")
  String notPending();

  @Message("Back to my requests")
  String back();

  @Message("Host")
  String host();

  @Message("a name or an address, no wildcard")
  String hostHint();

  @Message("one or several, such as 443, 8443")
  String portsHint();

  @Message("What for")
  String reason();

  @Message("Who decides reads this.")
  String reasonHint();

  @Message("For how long")
  String duration();

  @Message("not said")
  String asDecided();

  @Message("Or until (UTC)")
  String untilTime();

  @Message("At most {time}.")
  String longest(String time);

  @Message("This cannot be asked for now")
  String notAsked();

  @Message(
      "Your programs open tunnels with a pass: a token that expires. These lines get a "
          + "fresh one each time, and hold none.")
  String clientsHint();

  @Message("No proxy is known here. Ask whoever runs this gateway where it is.")
  String noProxy();

  @Message(
      "The host below is the one of this page. If your programs reach the gateway under "
          + "another name, put that in its place.")
  String assumed();

  @Message("The proxy is reached without TLS: a pass crosses the network in the clear.")
  String inTheClear();

  @Message("First: the command that gets a pass")
  String command();

  @Message(
      "The gateway's own program, run with the word token. It opens a browser at your "
          + "identity provider.")
  String commandHint();

  @Message("the client id for the command line, from your administrators")
  String clientId();

  @Message("Most programs: environment variables")
  String environment();

  @Message(
      "Sets https_proxy for this shell, with a fresh pass. Go, Python requests, apt and "
          + "many others read it. Run it again when the pass has expired.")
  String environmentHint();

  @Message(
      "wget, Python's urllib and Java speak no TLS to a proxy. For them, with the pass "
          + "in the clear:")
  String plainHint();

  @Message("Write the file anew when the pass has expired.")
  String gitHint();

  @Message("npm reads the variable each time it runs.")
  String npmHint();

  @Message(
      "In ~/.m2/settings.xml; Maven goes to the port without TLS, and reads the "
          + "variable TOKEN.")
  String mavenHint();

  @Message("A browser")
  String browser();

  @Message(
      "The address of the script for the browser's or the system's setting \"automatic "
          + "proxy configuration\". The browser asks for a login: the user is token, the "
          + "password a pass.")
  String pacHint();

  @Message("Or Chromium by itself, without the script:")
  String browserHint();

  @Message(
      "If the proxy's certificate is from an authority of your company, programs must "
          + "be told of it: curl by --proxy-cacert, git by http.proxySSLCAInfo, npm by "
          + "NODE_EXTRA_CA_CERTS, pip by PIP_CERT.")
  String ownAuthority();

  @Message("Copy")
  String copy();

  @Message("Copied")
  String copied();
}
