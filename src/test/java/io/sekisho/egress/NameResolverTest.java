package io.sekisho.egress;

import static io.sekisho.support.NameServer.AAAA;
import static io.sekisho.support.NameServer.NXDOMAIN;
import static io.sekisho.support.NameServer.REFUSED;
import static io.sekisho.support.NameServer.SERVFAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.sekisho.destination.Host;
import io.sekisho.support.NameServer;
import io.sekisho.support.NameServer.Query;
import io.sekisho.support.TestConfig;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameResolverTest {

  private static final Map<String, List<String>> ONE = Map.of("a.example", List.of("192.0.2.1"));

  private final Vertx vertx = Vertx.vertx();
  private NameResolver resolver;
  private volatile Context context;

  /** Long, so that no test depends on how fast the second family's answer comes. */
  private Duration resolutionDelay = Duration.ofHours(1);

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void shouldGiveAllAddressesOfANameAndAskOnlyOnceWhileTheyLast() {
    try (NameServer server =
        NameServer.knowing(Map.of("a.example", List.of("2001:db8::1", "192.0.2.1", "192.0.2.2")))) {
      use(server);

      List<String> all = List.of("192.0.2.1", "192.0.2.2", "2001:db8::1");
      assertThat(addresses(resolve("a.example"))).isEqualTo(all);
      int asked = server.asked();
      assertThat(addresses(resolve("a.example"))).isEqualTo(all);
      assertThat(server.asked()).isEqualTo(asked);
    }
  }

  @Test
  void shouldFindANameThatHasIpv6AddressesOnly() {
    try (NameServer server = NameServer.knowing(Map.of("a.example", List.of("2001:db8::1")))) {
      use(server);

      assertThat(addresses(resolve("a.example"))).containsExactly("2001:db8::1");
    }
  }

  /** There are servers that never answer for AAAA. */
  @Test
  void shouldNotWaitForAFamilyThatIsNotAnsweredFor() {
    try (NameServer server =
        NameServer.doing(
            query -> query.type() == AAAA ? null : query.addresses(List.of("192.0.2.1")))) {
      resolutionDelay = Duration.ofMillis(50);
      use(server);

      assertThat(addresses(resolve("a.example"))).containsExactly("192.0.2.1");
    }
  }

  @Test
  void shouldLeaveNoQuestionOpenThatNobodyWaitsFor() {
    try (NameServer server =
        NameServer.doing(
            query -> query.type() == AAAA ? null : query.addresses(List.of("192.0.2.1")))) {
      resolutionDelay = Duration.ofMillis(1);
      use("1h", server);
      long before = openFiles();

      askAll(60, i -> i + ".example", i -> "alice").forEach(CompletableFuture::join);

      await().until(() -> openFiles() < before + 30);
    }
  }

  @Test
  void shouldAskAgainWhenAnAnswerHasHadItsTime() {
    try (NameServer server = NameServer.knowing(ONE)) {
      use(Map.of("sekisho.egress.dns.cache-max-ttl", "1s"), server);
      resolve("a.example");
      int asked = server.asked();

      await().until(() -> resolve("a.example") != null && server.asked() > asked);
    }
  }

  @Test
  void shouldKeepNothingThatIsNotToBeKept() {
    try (NameServer server =
        NameServer.doing(
            query -> query.records(List.of(NameServer.address(query.name(), 0, "192.0.2.1"))))) {
      use(server);
      resolve("a.example");
      int asked = server.asked();
      resolve("a.example");

      assertThat(server.asked()).isGreaterThan(asked);
    }
  }

  static Stream<Arguments> absences() {
    return Stream.of(
        absence("NXDOMAIN", query -> query.failure(NXDOMAIN)),
        absence("NOERROR", query -> query.records(List.of())));
  }

  @ParameterizedTest
  @MethodSource("absences")
  void shouldTakeOneServersWordThatThereIsNothingAndKeepIt(
      String rcode, Function<Query, byte[]> zone) {
    try (NameServer first = NameServer.doing(zone);
        NameServer second = NameServer.knowing(ONE)) {
      use(first, second);

      assertThat(resolve("a.example")).isEqualTo(new Resolution.NotResolved(rcode));
      int asked = first.asked();
      assertThat(resolve("a.example")).isEqualTo(new Resolution.NotResolved(rcode));
      assertThat(first.asked()).isEqualTo(asked);
      assertThat(second.asked()).isZero();
    }
  }

  @Test
  void shouldNotWaitForeverForASilentServer() {
    try (NameServer server = NameServer.silent()) {
      use("400ms", server);

      assertThat(resolve("a.example")).isEqualTo(new Resolution.TimedOut());
      assertThat(server.asked()).as("both families, twice").isEqualTo(4);
    }
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of("silent", (Function<Query, byte[]>) query -> null),
        Arguments.of("SERVFAIL", (Function<Query, byte[]>) query -> query.failure(SERVFAIL)),
        Arguments.of("REFUSED", (Function<Query, byte[]>) query -> query.failure(REFUSED)),
        Arguments.of("garbage", (Function<Query, byte[]>) query -> new byte[] {1, 2, 3}),
        Arguments.of("truncated, without TCP", (Function<Query, byte[]>) Query::truncated),
        Arguments.of(
            "one family only fails",
            (Function<Query, byte[]>)
                query ->
                    query.type() == AAAA ? query.records(List.of()) : query.failure(SERVFAIL)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void shouldAskTheNextServerAndStayWithItWhileItAnswers(
      String name, Function<Query, byte[]> zone) {
    try (NameServer first = NameServer.doing(zone);
        NameServer second =
            NameServer.doing(query -> query.addresses(List.of("192.0.2.1", "2001:db8::1")))) {
      use("2s", first, second);

      assertThat(addresses(resolve("a.example"))).containsExactly("192.0.2.1", "2001:db8::1");
      int asked = first.asked();
      assertThat(asked).isPositive();
      assertThat(addresses(resolve("b.example"))).containsExactly("192.0.2.1", "2001:db8::1");
      assertThat(first.asked()).isEqualTo(asked);
    }
  }

  @Test
  void shouldNameTheErrorWhenNoServerCanTell() {
    try (NameServer first = NameServer.doing(query -> query.failure(SERVFAIL));
        NameServer second = NameServer.silent()) {
      use("400ms", first, second);

      assertThat(resolve("a.example")).isEqualTo(new Resolution.NotResolved("SERVFAIL"));
    }
  }

  @Test
  void shouldFollowAliasesWithinAnAnswerAndBeyondIt() {
    try (NameServer server =
        NameServer.doing(
            query ->
                query.name().equals("c.example")
                    ? query.addresses(List.of("192.0.2.1"))
                    : query.records(
                        List.of(
                            NameServer.alias("A.example", "B.example"),
                            NameServer.alias("b.example", "c.example"))))) {
      use(server);

      assertThat(addresses(resolve("a.example"))).containsExactly("192.0.2.1");
    }
  }

  @Test
  void shouldTakeAddressesOfTheAliasedNameOnly() {
    try (NameServer server =
        NameServer.doing(
            query ->
                query.type() == AAAA
                    ? query.records(List.of())
                    : query.records(
                        List.of(
                            NameServer.address("other.example", 60, "192.0.2.66"),
                            NameServer.alias("a.example", "b.example"),
                            NameServer.address("b.example", 60, "192.0.2.1"),
                            NameServer.address("a.example", 60, "192.0.2.67"))))) {
      use(server);

      assertThat(addresses(resolve("a.example"))).containsExactly("192.0.2.1");
    }
  }

  static Stream<Arguments> endlessAliases() {
    return Stream.of(
        Arguments.of(
            "a loop in one answer",
            (Function<Query, byte[]>)
                query ->
                    query.records(
                        List.of(
                            NameServer.alias("a.example", "b.example"),
                            NameServer.alias("b.example", "a.example")))),
        Arguments.of(
            "always one more",
            (Function<Query, byte[]>)
                query -> query.records(List.of(NameServer.alias(query.name(), more(query))))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endlessAliases")
  void shouldNotFollowAliasesForever(String name, Function<Query, byte[]> zone) {
    try (NameServer server = NameServer.doing(zone)) {
      use(server);

      assertThat(resolve("a.example")).isEqualTo(new Resolution.NotResolved("SERVFAIL"));
      assertThat(server.asked()).isLessThanOrEqualTo(2 * 2 * (DnsAnswer.MAX_ALIASES + 1));
    }
  }

  @Test
  void shouldTurnToTcpWhenAnAnswerIsTruncated() {
    List<String> many = IntStream.range(1, 200).mapToObj(i -> "192.0.2." + i).toList();
    try (NameServer server =
        NameServer.doing(query -> query.isOverTcp() ? query.addresses(many) : query.truncated())) {
      use(server);

      assertThat(addresses(resolve("a.example")))
          .as("no more than are kept")
          .isEqualTo(many.subList(0, DnsAnswer.MAX_ADDRESSES));
    }
  }

  static Stream<Arguments> foreignAnswers() {
    return Stream.of(
        foreign("nothing", query -> new byte[0]),
        foreign("garbage", query -> "garbage, longer than a header".getBytes()),
        foreign("the question itself", Query::itself),
        foreign(
            "another id",
            query -> {
              byte[] answer = query.addresses(List.of("192.0.2.66"));
              answer[0] ^= 1;
              return answer;
            }),
        foreign(
            "another question",
            query ->
                query.answerTo(
                    "b.example", List.of(NameServer.address("b.example", 60, "192.0.2.66")))),
        foreign("cut off", query -> shortened(query.addresses(List.of("192.0.2.66")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("foreignAnswers")
  void shouldPassOverWhatIsNotTheAnswer(String name, Function<Query, byte[]> foreign) {
    try (NameServer server =
        NameServer.saying(
            query -> List.of(foreign.apply(query), query.addresses(List.of("192.0.2.1"))))) {
      use(server);

      assertThat(addresses(resolve("a.example"))).containsExactly("192.0.2.1");
    }
  }

  /** A server that is not configured must not be asked, whoever says so. */
  @Test
  void shouldNotFollowAReferral() {
    try (NameServer elsewhere = NameServer.knowing(ONE);
        NameServer server = NameServer.doing(query -> query.referral("ns.example", "127.0.0.1"))) {
      use(server);

      assertThat(resolve("a.example")).isEqualTo(new Resolution.NotResolved("NOERROR"));
      assertThat(server.asked()).isEqualTo(2);
      assertThat(elsewhere.asked()).isZero();
    }
  }

  @Test
  void shouldAskOnceForAllWhoWantTheSameNameAtATime() {
    try (NameServer server = NameServer.silent()) {
      use("400ms", server);
      List<CompletableFuture<Resolution>> all = askAll(500, i -> "a.example", i -> "user" + i);

      all.forEach(one -> assertThat(one.join()).isEqualTo(new Resolution.TimedOut()));
      assertThat(server.asked()).isEqualTo(4);
    }
  }

  @Test
  void shouldNotLetNamesThatNobodyAnswersForHoldUpOthers() {
    try (NameServer server =
        NameServer.doing(
            query ->
                query.name().endsWith("dead.example")
                    ? null
                    : query.addresses(List.of("192.0.2.1")))) {
      use("3s", server);
      List<CompletableFuture<Resolution>> dead =
          askAll(1_000, i -> i + ".dead.example", i -> "alice");

      assertThat(addresses(ask("a.example", "bob").join())).containsExactly("192.0.2.1");
      assertThat(dead.get(0)).as("the dead names are still being asked for").isNotDone();
      assertThat(dead.stream().map(CompletableFuture::join))
          .filteredOn(new Resolution.TooMany()::equals)
          .hasSize(1_000 - NameResolver.MAX_IN_FLIGHT_OF_ONE);
      assertThat(addresses(ask("b.example", "alice").join())).containsExactly("192.0.2.1");
    }
  }

  @Test
  void shouldBoundTheNamesOfAllTogether() {
    try (NameServer server = NameServer.silent()) {
      use("1s", server);
      int askers = NameResolver.MAX_IN_FLIGHT / NameResolver.MAX_IN_FLIGHT_OF_ONE + 2;
      List<CompletableFuture<Resolution>> all =
          askAll(
              askers * NameResolver.MAX_IN_FLIGHT_OF_ONE,
              i -> i + ".example",
              i -> "user" + i % askers);

      assertThat(all.stream().map(CompletableFuture::join))
          .filteredOn(new Resolution.TimedOut()::equals)
          .hasSize(NameResolver.MAX_IN_FLIGHT);
    }
  }

  @Test
  void shouldTakeAnAddressForItself() {
    try (NameServer server = NameServer.knowing(Map.of())) {
      use(server);

      assertThat(addresses(resolve("192.0.2.9"))).containsExactly("192.0.2.9");
      assertThat(server.asked()).isZero();
    }
  }

  @Test
  void shouldAskTheSystemsServersIfNoneAreConfigured() {
    assertThat(DnsServers.of(TestConfig.with(Map.of()).egress().dns()).get())
        .isNotEmpty()
        .allSatisfy(server -> assertThat(server.isUnresolved()).isFalse());
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,            192.0.2.1,   53",
    "192.0.2.1:5353,       192.0.2.1,   5353",
    "2001:db8::1,          2001:db8::1, 53",
    "[2001:db8::1]:5353,   2001:db8::1, 5353",
  })
  void shouldReadConfiguredServers(String text, String address, int port) {
    assertThat(DnsServers.parse(List.of(text)))
        .singleElement()
        .satisfies(
            server -> {
              assertThat(Host.format(server.getAddress())).isEqualTo(address);
              assertThat(server.getPort()).isEqualTo(port);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns.example", "192.0.2.1:0", "192.0.2", ""})
  void shouldNameTheKeyOfAServerThatCannotBeUsed(String text) {
    assertThatThrownBy(() -> DnsServers.parse(List.of(text)))
        .hasMessageContaining("sekisho.egress.dns.servers");
  }

  @Test
  void shouldNotDivideTheTimeAmongTooManyServers() {
    List<String> five = IntStream.range(1, 6).mapToObj(i -> "192.0.2." + i).toList();

    assertThatThrownBy(() -> DnsServers.parse(five))
        .hasMessageContaining("sekisho.egress.dns.servers");
  }

  private void use(NameServer... servers) {
    use("30s", servers);
  }

  private void use(String timeout, NameServer... servers) {
    use(Map.of("sekisho.egress.dns.timeout", timeout), servers);
  }

  private void use(Map<String, String> more, NameServer... servers) {
    Map<String, String> keys = new HashMap<>(more);
    keys.put(
        "sekisho.egress.dns.servers",
        Stream.of(servers).map(NameServer::address).collect(Collectors.joining(",")));
    var config = TestConfig.with(keys);
    CompletableFuture<NameResolver> made = new CompletableFuture<>();
    vertx.runOnContext(
        go -> {
          context = vertx.getOrCreateContext();
          made.complete(new NameResolver(vertx, config.egress().dns(), resolutionDelay));
        });
    resolver = made.join();
  }

  private Resolution resolve(String host) {
    return ask(host, "alice").join();
  }

  private CompletableFuture<Resolution> ask(String host, String asker) {
    CompletableFuture<Resolution> resolution = new CompletableFuture<>();
    context.runOnContext(
        go -> resolver.resolve(Host.parse(host), asker).onSuccess(resolution::complete));
    return resolution;
  }

  /** At once: no time-out can strike in between. */
  private List<CompletableFuture<Resolution>> askAll(
      int count, IntFunction<String> host, IntFunction<String> asker) {
    List<CompletableFuture<Resolution>> all =
        Stream.generate(CompletableFuture<Resolution>::new).limit(count).toList();
    context.runOnContext(
        go ->
            IntStream.range(0, count)
                .forEach(
                    i ->
                        resolver
                            .resolve(Host.parse(host.apply(i)), asker.apply(i))
                            .onSuccess(all.get(i)::complete)));
    return all;
  }

  private static List<String> addresses(Resolution resolution) {
    assertThat(resolution).isInstanceOf(Resolution.Resolved.class);
    return ((Resolution.Resolved) resolution).addresses().stream().map(Host::format).toList();
  }

  private static long openFiles() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  private static Arguments absence(String rcode, Function<Query, byte[]> zone) {
    return Arguments.of(rcode, zone);
  }

  private static Arguments foreign(String name, Function<Query, byte[]> answer) {
    return Arguments.of(name, answer);
  }

  private static String more(Query query) {
    return (Integer.parseInt("0" + query.name().replaceAll("[^0-9]", "")) + 1) + ".example";
  }

  private static byte[] shortened(byte[] message) {
    return Arrays.copyOf(message, message.length - 3);
  }
}
