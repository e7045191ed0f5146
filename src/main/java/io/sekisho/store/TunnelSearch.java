package io.sekisho.store;

import io.sekisho.destination.AddressBlock;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Target;
import io.sekisho.tunnel.CloseReason;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.query.Query;

/**
 * The SQL of a search: attempts with their ends, newest first. An end has the time of its attempt,
 * so that both are found in one partition, and the database may begin with either.
 */
final class TunnelSearch {

  private static final String ATTEMPT = "a.kind in ('refused', 'opened')";
  private static final String OPENED = "a.kind = 'opened'";
  private static final String END = "e.kind = 'closed'";
  private static final String SAME =
      " and e.tunnel_id = a.tunnel_id and e.attempted_at = a.attempted_at";

  /** From here on there is an index. */
  private static final long LARGE = 1_000_000;

  /** So many can be sorted for a page; of more than that, it is not far from one to the next. */
  static final int FEW = 5_000;

  private static final String BYTES = "e.bytes_up + e.bytes_down";

  private final StringBuilder ofAttempt = new StringBuilder();
  private final StringBuilder ofEnd = new StringBuilder();
  private final StringBuilder ofBoth = new StringBuilder();
  private final Map<String, Object> parameters = new HashMap<>();
  private boolean byEnd;
  private boolean narrow;
  private boolean ranged;

  private TunnelSearch() {}

  /**
   * A search for all that the query says.
   *
   * @param openSince no tunnel that began before is open
   */
  static TunnelSearch of(TunnelQuery query, Instant openSince) {
    TunnelSearch search = new TunnelSearch();
    query.user().ifPresent(user -> search.narrow("a.user_name = :user", "user", user));
    query.host().ifPresent(search::host);
    query.address().ifPresent(block -> search.addresses("a.address", "address", block));
    query.client().ifPresent(block -> search.addresses("a.client_address", "client", block));
    query.policy().ifPresent(policy -> search.narrow("a.policy = :policy", "policy", policy));
    query.pass().ifPresent(pass -> search.narrow("a.pass = :pass", "pass", pass));
    query.error().ifPresent(error -> search.narrow("a.error = :error", "error", error));
    query.decision().ifPresent(search::decision);
    query.group().ifPresent(group -> search.add("a.groups @> array[:group]", "group", group));
    query.port().ifPresent(port -> search.add("a.port = :port", "port", port));
    query.node().ifPresent(node -> search.add("a.node = :node", "node", node));
    query.sni().ifPresent(sni -> search.addOfEnd("e.sni = :sni", "sni", sni));
    query.minBytes().ifPresent(search::minBytes);
    query.closeReason().ifPresent(search::closeReason);
    query.open().ifPresent(open -> search.open(open, openSince));
    query.from().ifPresent(from -> search.time(">=", "from", from));
    query.to().ifPresent(to -> search.time("<", "to", to));
    query.after().ifPresent(search::after);
    return search;
  }

  /** A search for one attempt. */
  static TunnelSearch of(UUID tunnel) {
    TunnelSearch search = new TunnelSearch();
    search.narrow("a.tunnel_id = cast(:tunnel as uuid)", "tunnel", tunnel.toString());
    return search;
  }

  /** Only those of one caller: the user's name, subject and issuer must be the same. */
  TunnelSearch ownOf(Caller caller) {
    narrow("a.user_name = :ownUser", "ownUser", caller.user());
    add("a.subject = :ownSubject", "ownSubject", caller.subject());
    add("a.issuer = :ownIssuer", "ownIssuer", caller.issuer());
    return this;
  }

  /** Whether it depends on how many there are in which way they are found best. */
  boolean isRanged() {
    return ranged;
  }

  /** How many there are to begin with, if they are {@link #FEW}, else more than that. */
  String count() {
    return "select count(*) from (select 1 from "
        + (endFirst()
            ? "audit_record e where " + END + ofEnd
            : "audit_record a where " + ATTEMPT + ofAttempt)
        + " limit "
        + (FEW + 1)
        + ") few";
  }

  /**
   * The query; {@code a} is an attempt, {@code e} its end or nothing. What is looked for in ends is
   * looked up for one attempt after the other if something is known of these that there is an index
   * for, and else the other way round; left to itself, the database takes the order of the two for
   * unimportant and reads months.
   *
   * @param few whether to find all there are and to sort them, instead of finding them in order
   */
  String sql(boolean few) {
    String first = endFirst() ? "e" : "a";
    String firstOnes = endFirst() ? END + ofEnd : (byEnd ? OPENED : ATTEMPT) + ofAttempt;
    String source = few ? "few" : "audit_record";
    String all =
        few
            ? "with few as materialized (select * from audit_record "
                + first
                + " where "
                + firstOnes
                + ")\n"
            : "";
    return all
        + "select {a.*}, {e.*} from "
        + source
        + ' '
        + first
        + '\n'
        + second()
        + "\nwhere "
        + firstOnes
        + ofBoth
        + "\norder by "
        + first
        + ".attempted_at desc, "
        + first
        + ".tunnel_id desc";
  }

  /** How many attempts of which decision there are in each span of {@code :width} seconds. */
  String histogram() {
    String first = endFirst() ? "e" : "a";
    return "select date_bin(cast(:width || ' seconds' as interval), a.attempted_at, :origin) as at,"
        + " a.decision, count(*) from audit_record "
        + first
        + '\n'
        + (endFirst() || byEnd || ofBoth.length() > 0 ? second() : "")
        + "\nwhere "
        + (endFirst() ? END + ofEnd : (byEnd ? OPENED : ATTEMPT) + ofAttempt)
        + ofBoth
        + " group by 1, 2 order by 1, 2";
  }

  private String second() {
    if (endFirst()) {
      return "join lateral (select * from audit_record a where "
          + OPENED
          + SAME
          + ofAttempt
          + " offset 0) a on true";
    }
    return byEnd
        ? "join lateral (select * from audit_record e where "
            + END
            + SAME
            + ofEnd
            + " offset 0) e on true"
        : "left join audit_record e on " + OPENED + " and " + END + SAME;
  }

  private boolean endFirst() {
    return byEnd && !narrow;
  }

  /** Sets those parameters that a query made of this has. */
  void bind(Query<?> query) {
    bind(query, Map.of());
  }

  /** Sets these parameters besides. */
  void bind(Query<?> query, Map<String, Object> more) {
    query
        .getParameters()
        .forEach(
            one -> {
              String name = one.getName();
              query.setParameter(name, more.getOrDefault(name, parameters.get(name)));
            });
  }

  private void host(Target target) {
    if (target instanceof Target.Subdomains subdomains) {
      // All that begins with the dot lies before what would begin with the character behind it.
      String backwards = reversed(subdomains.domain());
      ranged = true;
      narrow("reverse(a.host) collate \"C\" >= :hostFrom", "hostFrom", backwards + '.');
      add("reverse(a.host) collate \"C\" < :hostTo", "hostTo", backwards + (char) ('.' + 1));
    } else {
      narrow("reverse(a.host) collate \"C\" = :host", "host", reversed(target.toString()));
    }
  }

  private void addresses(String column, String name, AddressBlock block) {
    ranged |= !block.isSingleAddress();
    String operator = block.isSingleAddress() ? " = " : " <<= ";
    narrow(column + operator + "cast(:" + name + " as inet)", name, block.toString());
  }

  /** What is allowed is nearly everything. */
  private void decision(String decision) {
    narrow |= !decision.equals("allow");
    add("a.decision = :decision", "decision", decision);
  }

  private void minBytes(long least) {
    addOfEnd(BYTES + " >= :minBytes", "minBytes", least);
    if (least >= LARGE) {
      ranged = true;
      ofEnd.append(" and " + BYTES + " >= " + LARGE);
    }
  }

  private void closeReason(CloseReason reason) {
    addOfEnd("e.close_reason = :closeReason", "closeReason", reason.label());
  }

  /** What is older than a tunnel may become is not looked at. */
  private void open(boolean open, Instant openSince) {
    if (open) {
      add(OPENED + " and a.attempted_at >= :openSince", "openSince", openSince);
      ofBoth.append(" and e.tunnel_id is null");
    } else {
      ofBoth.append(
          " and not (" + OPENED + " and a.attempted_at >= :openSince and e.tunnel_id is null)");
      parameters.put("openSince", openSince);
    }
  }

  private void time(String operator, String name, Instant time) {
    add("a.attempted_at " + operator + " :" + name, name, time);
    ofEnd.append(" and e.attempted_at ").append(operator).append(" :").append(name);
  }

  private void after(TunnelQuery.Position position) {
    time("<=", "afterTime", position.time());
    String behind = ".attempted_at, %s.tunnel_id) < (:afterTime, cast(:afterTunnel as uuid))";
    add("(a" + behind.formatted("a"), "afterTunnel", position.tunnel().toString());
    ofEnd.append(" and (e").append(behind.formatted("e"));
  }

  private void addOfEnd(String condition, String name, Object value) {
    byEnd = true;
    ofEnd.append(" and ").append(condition);
    parameters.put(name, value);
  }

  /** A condition that there is an index for. */
  private void narrow(String condition, String name, Object value) {
    narrow = true;
    add(condition, name, value);
  }

  private void add(String condition, String name, Object value) {
    ofAttempt.append(" and ").append(condition);
    parameters.put(name, value);
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }
}
