package io.sekisho.pac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sekisho.config.SekishoConfig.Pac.Names;
import io.sekisho.config.SekishoConfig.Pac.Way;
import io.sekisho.destination.Authority;
import io.sekisho.destination.Host;
import io.sekisho.destination.PortRange;
import io.sekisho.destination.SyntaxException;
import io.sekisho.egress.SpecialPurposeRanges;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Decision;
import io.sekisho.policy.Destination;
import io.sekisho.policy.Effect;
import io.sekisho.policy.Mode;
import io.sekisho.policy.Policy;
import io.sekisho.policy.PolicyLimits;
import io.sekisho.policy.PolicySnapshot;
import io.sekisho.policy.RandomPolicies;
import io.sekisho.policy.Subject;
import io.sekisho.policy.Target;
import io.sekisho.policy.Timing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacScriptTest {

  private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");
  private static final String PROXY = "HTTPS proxy.example.com:3129";
  private static final Subject ANYONE = new Subject.Anyone();

  @TempDir Path directory;

  @Test
  void shouldSendWhatPoliciesNameToTheProxyAndTheRestPastIt() {
    String script =
        script(
            Names.ANYONE,
            Way.DIRECT,
            List.of("*.corp.example.com", "10.20.5.0/24"),
            policy(ANYONE, "443", Target.host("github.com"), Target.host("*.github.com")),
            policy(ANYONE, "8000-8100", Target.host("*.github.com"), Target.host("intranet")),
            policy(ANYONE, "443", Target.host("*.com"), Target.cidr("10.20.0.0/16")),
            policy(ANYONE, "443", Target.cidr("2001:db8::/33"), Target.host("192.0.2.1")),
            policy(ANYONE, "443", Target.host("__proto__.net"), Target.host("constructor")),
            policy(new Subject.User("alice"), "443", Target.host("secret.net")));

    shouldAnswer(
        script,
        "https://github.com/",
        PROXY,
        "https://github.com:443/x?y#z",
        PROXY,
        "https://github.com:22/",
        "DIRECT",
        "https://a.b.github.com:8100/",
        PROXY,
        "https://a.github.com:8101/",
        "DIRECT",
        "https://GitHub.COM./",
        PROXY,
        "https://user:pw@github.com/",
        PROXY,
        "wss://github.com/",
        PROXY,
        "http://github.com/",
        "DIRECT",
        "https://notgithub.net/",
        "DIRECT",
        "https://intranet:8000/",
        PROXY,
        "https://intranet/",
        "DIRECT",
        "https://x.corp.example.com/",
        "DIRECT",
        "https://corp.example.com/",
        PROXY,
        "https://10.20.1.1/",
        PROXY,
        "https://10.20.5.1/",
        "DIRECT",
        "https://10.21.1.1/",
        "DIRECT",
        "https://[2001:db8::1]/",
        PROXY,
        "https://[2001:db8:8000::1]/",
        "DIRECT",
        "https://[::ffff:10.20.1.1]/",
        PROXY,
        "https://192.0.2.1/",
        PROXY,
        "https://__proto__.net/",
        PROXY,
        "https://constructor/",
        PROXY,
        "https://tostring/",
        "DIRECT",
        "https://secret.net/",
        "DIRECT",
        "https://b%C3%BCcher.net/",
        "DIRECT");
  }

  @Test
  void shouldSendEverythingButThisSidesOwnToTheProxy() {
    shouldAnswer(
        script(Names.NONE, Way.PROXY, List.of()),
        "https://example.com/",
        PROXY,
        "http://example.com/",
        PROXY,
        "https://8.8.8.8/",
        PROXY,
        "https://[2606:4700::1111]/",
        PROXY,
        "https://printer/",
        "DIRECT",
        "https://localhost:8443/",
        "DIRECT",
        "https://app.localhost/",
        "DIRECT",
        "https://127.8.8.8/",
        "DIRECT",
        "https://[::1]/",
        "DIRECT",
        "https://[::ffff:127.0.0.1]/",
        "DIRECT",
        "https://10.0.0.1/",
        "DIRECT",
        "https://172.16.0.1/",
        "DIRECT",
        "https://172.32.0.1/",
        PROXY,
        "https://169.254.169.254/",
        "DIRECT",
        "https://[fe80::1]/",
        "DIRECT",
        "https://[fd00::1]/",
        "DIRECT");
  }

  /** Whose own services they are can no policy know. */
  @Test
  void shouldNeverSendLoopbackToTheProxy() {
    shouldAnswer(
        script(
            Names.ALL,
            Way.PROXY,
            List.of(),
            policy(ANYONE, "1-65535", Target.host("127.0.0.1"), Target.host("localhost")),
            policy(ANYONE, "1-65535", Target.host("::1"), Target.cidr("0.0.0.0/0"))),
        "https://127.0.0.1/",
        "DIRECT",
        "https://localhost/",
        "DIRECT",
        "https://[::1]/",
        "DIRECT",
        "https://10.0.0.1/",
        PROXY);
  }

  @Test
  void shouldNameNobodysSecrets() {
    Policy alices = policy(new Subject.User("alice"), "443", Target.host("alices.example"));
    Policy all = policy(ANYONE, "443", Target.host("all.example"));
    Policy denial =
        changed(policy(ANYONE, "443", Target.host("denied.example")), Effect.DENY, Mode.ENFORCE);
    Policy tried =
        changed(policy(ANYONE, "443", Target.host("tried.example")), Effect.ALLOW, Mode.REPORT);
    Policy over = timed(policy(ANYONE, "443", Target.host("over.example")), NOW);
    Policy[] policies = {alices, all, denial, tried, over};

    assertThat(script(Names.NONE, Way.PROXY, List.of(), policies)).doesNotContain(".example\"");
    assertThat(script(Names.ANYONE, Way.PROXY, List.of(), policies))
        .contains("\"=all.example\"")
        .doesNotContain("alices", "denied", "tried", "over.example", "p-");
    assertThat(script(Names.ALL, Way.PROXY, List.of(), policies))
        .contains("\"=all.example\"", "\"=alices.example\"")
        .doesNotContain("denied", "tried", "over.example", "alice\"", "p-");
  }

  @Test
  void shouldBeTheSameForTheSamePolicies() {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      policies.add(policy(ANYONE, "443", Target.host("h" + i % 20 + ".example.com")));
      policies.add(policy(ANYONE, "22", Target.host("h" + i % 30 + ".example.com")));
    }
    String script = script(Names.ANYONE, Way.PROXY, List.of(), policies.toArray(Policy[]::new));
    Collections.shuffle(policies, new Random(3));
    assertThat(script(Names.ANYONE, Way.PROXY, List.of(), policies.toArray(Policy[]::new)))
        .isEqualTo(script);
  }

  @Test
  void shouldNameNothingRatherThanTooMuch() {
    Policy[] many =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    policy(
                        ANYONE,
                        "443",
                        IntStream.range(0, 501)
                            .mapToObj(j -> Target.host("h" + i + "-" + j + ".example.com"))
                            .toArray(Target[]::new)))
            .toArray(Policy[]::new);
    String script = script(Names.ANYONE, Way.DIRECT, List.of("past.net"), many);

    assertThat(script.length()).isLessThan(20_000);
    shouldAnswer(
        script,
        "https://h7-7.example.com/",
        PROXY,
        "https://whatever.net/",
        PROXY,
        "https://past.net/",
        "DIRECT",
        "https://10.1.1.1/",
        "DIRECT");
  }

  @Test
  void shouldFitIntoABrowserAtItsLargest() {
    Policy[] many =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    policy(
                        ANYONE,
                        "443",
                        IntStream.range(0, 500)
                            .mapToObj(j -> Target.host("*.h" + i + "-" + j + ".example.com"))
                            .toArray(Target[]::new)))
            .toArray(Policy[]::new);
    String script = script(Names.ANYONE, Way.DIRECT, List.of(), many);
    assertThat(script.length()).isBetween(200_000, 1_000_000);
    shouldAnswer(
        script, "https://x.h19-499.example.com/", PROXY, "https://x.h20-1.example.com/", "DIRECT");
  }

  /** As decided by the proxy for a stranger, denials left aside: neither more nor less. */
  @Test
  void shouldLeadWhereThePoliciesDo() {
    List<JavaScript.Case> cases = new ArrayList<>();
    List<List<String>> expected = new ArrayList<>();
    for (long seed = 0; seed < 300; seed++) {
      RandomPolicies random = new RandomPolicies(seed);
      Instant time = random.time();
      List<Policy> policies = random.policies();
      PolicySnapshot allows =
          new PolicySnapshot(
              1, policies.stream().filter(one -> one.effect() == Effect.ALLOW).toList());
      List<String> urls = new ArrayList<>();
      List<String> ways = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Authority target = random.target();
        urls.add("https://" + target + "/");
        ways.add(
            allows.decide(stranger(), target, time) instanceof Decision.Allowed ? PROXY : "DIRECT");
      }
      PacScript script =
          new PacScript(Names.ANYONE, Way.DIRECT, List.of(), SpecialPurposeRanges.ALL);
      cases.add(new JavaScript.Case(proxyLine() + script.body(policies, time), urls));
      expected.add(ways);
    }
    assertThat(expected).as("both ways occur").anyMatch(ways -> Set.copyOf(ways).size() == 2);

    List<List<String>> answers = JavaScript.ask(directory, cases);

    for (int seed = 0; seed < cases.size(); seed++) {
      assertThat(answers.get(seed))
          .as("seed %d: %s by%n%s", seed, cases.get(seed).urls(), cases.get(seed).script())
          .isEqualTo(expected.get(seed));
    }
  }

  @Test
  void shouldSpeakToOldEnginesToo() {
    String script =
        script(Names.ANYONE, Way.PROXY, List.of(), policy(ANYONE, "443", Target.host("a.b")));
    assertThat(script)
        .doesNotContainPattern("\\b(let|const|class|async|await|yield|JSON|Map|Set)\\b")
        .doesNotContainPattern("=>|`|\\.\\.\\.|,\\s*[\\]}]|\\*\\*|\\?\\?|\\?\\.(?!\\))")
        .doesNotContainPattern("\\.(map|forEach|filter|indexOf\\([^\"]|trim|keys|reduce)\\b");
    assertThat(script.chars()).allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy:3128",
        "http://proxy",
        "socks://proxy:1",
        "http://a;alert(1):3128",
        "http://a\"b:3128",
        "http://u@a:1",
        "http://a:1/x",
        "http://a:1;b",
        "http://a\nb:1",
      })
  void shouldTakeNothingButAProxy(String url) {
    assertThatThrownBy(() -> ProxyAddress.parse(url)).isInstanceOf(SyntaxException.class);
  }

  @Test
  void shouldNameProxiesAsBrowsersDo() {
    assertThat(
            PacScript.proxyLine(
                List.of(
                    ProxyAddress.parse("https://proxy.example.com:3129"),
                    ProxyAddress.parse("http://[2001:DB8::1]:3128/"))))
        .isEqualTo("var PROXY = \"HTTPS proxy.example.com:3129; PROXY [2001:db8::1]:3128\";\n");
  }

  /** No host has such characters; if one ever had, there would be no script. */
  @Test
  void shouldNotWriteWhatEndsAString() {
    assertThatThrownBy(
            () ->
                PacScript.proxyLine(
                    List.of(
                        new ProxyAddress(
                            false, new Authority(new Host.Name("a\";alert(1);\""), 1)))))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Pairs of a URL and the answer. */
  private void shouldAnswer(String script, String... urlsAndWays) {
    List<String> urls = new ArrayList<>();
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < urlsAndWays.length; i += 2) {
      urls.add(urlsAndWays[i]);
      pairs.add(urlsAndWays[i] + " " + urlsAndWays[i + 1]);
    }
    List<String> answers = JavaScript.ask(directory, script, urls);
    assertThat(IntStream.range(0, urls.size()).mapToObj(i -> urls.get(i) + " " + answers.get(i)))
        .containsExactlyElementsOf(pairs);
  }

  private static String script(Names names, Way otherwise, List<String> direct, Policy... all) {
    List<Target> past =
        direct.stream()
            .map(text -> text.contains("/") ? Target.cidr(text) : Target.host(text))
            .toList();
    return proxyLine()
        + new PacScript(names, otherwise, past, SpecialPurposeRanges.ALL).body(List.of(all), NOW);
  }

  private static String proxyLine() {
    return PacScript.proxyLine(List.of(ProxyAddress.parse("https://proxy.example.com:3129")));
  }

  private static Caller stranger() {
    return new Caller("nobody", "nobody", "", Set.of(), Instant.MAX, Optional.empty());
  }

  private static Policy policy(Subject subject, String ports, Target... targets) {
    return new Policy(
        "p-" + targets[0],
        true,
        Effect.ALLOW,
        List.of(subject),
        List.of(targets).stream()
            .map(target -> new Destination(target, List.of(PortRange.parse(ports))))
            .toList(),
        Optional.empty(),
        Mode.ENFORCE,
        Timing.ALWAYS,
        PolicyLimits.NONE);
  }

  private static Policy changed(Policy policy, Effect effect, Mode mode) {
    return new Policy(
        policy.name(),
        true,
        effect,
        policy.subjects(),
        policy.destinations(),
        policy.tls(),
        mode,
        policy.timing(),
        policy.limits());
  }

  private static Policy timed(Policy policy, Instant until) {
    return new Policy(
        policy.name(),
        true,
        policy.effect(),
        policy.subjects(),
        policy.destinations(),
        policy.tls(),
        policy.mode(),
        new Timing(Optional.empty(), Optional.of(until), Optional.empty()),
        policy.limits());
  }
}
