package io.sekisho.store;

import io.sekisho.destination.AddressBlock;
import io.sekisho.identity.Caller;
import io.sekisho.policy.Target;
import io.sekisho.tunnel.CloseReason;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.hibernate.query.CommonQueryContract;

/**
 * The SQL of a search: attempts with their ends, newest first. An end has the time of its attempt,
 * so that both are found in one partition, and the database may begin with either.
 */
final class TunnelSearch {

  private static final String ATTEMPTS_WITH_ENDS =
      """
      select {a.*}, {e.*} from audit_record a
      left join audit_record e on a.kind = 'opened' and e.kind = 'closed'
        and e.tunnel_id = a.tunnel_id and e.attempted_at = a.attempted_at
      where a.kind in ('refused', 'opened')\
      """;

  /** From here on there is an index. */
  private static final long LARGE = 1_000_000;

  private static final String BYTES = "e.bytes_up + e.bytes_down";

  private final StringBuilder where = new StringBuilder();
  private final Map<String, Object> parameters = new HashMap<>();
  private boolean byEnd;

  private TunnelSearch() {}

  /**
   * A search for all that the query says.
   *
   * @param openSince no tunnel that began before is open
   */
  static TunnelSearch of(TunnelQuery query, Instant openSince) {
    TunnelSearch search = new TunnelSearch();
    query.user().ifPresent(user -> search.add("a.user_name = :user", "user", user));
    query.group().ifPresent(group -> search.add("a.groups @> array[:group]", "group", group));
    query.host().ifPresent(search::host);
    query.port().ifPresent(port -> search.add("a.port = :port", "port", port));
    query.address().ifPresent(block -> search.addresses("a.address", "address", block));
    query.policy().ifPresent(policy -> search.add("a.policy = :policy", "policy", policy));
    query
        .decision()
        .ifPresent(decision -> search.add("a.decision = :decision", "decision", decision));
    query.error().ifPresent(error -> search.add("a.error = :error", "error", error));
    query.client().ifPresent(block -> search.addresses("a.client_address", "client", block));
    query.node().ifPresent(node -> search.add("a.node = :node", "node", node));
    query.sni().ifPresent(sni -> search.addOfEnd("e.sni = :sni", "sni", sni));
    query.minBytes().ifPresent(search::minBytes);
    query.closeReason().ifPresent(search::closeReason);
    query.open().ifPresent(open -> search.open(open, openSince));
    // Last, when it is known whether they hold for ends as well.
    query.from().ifPresent(from -> search.time(">=", "from", from));
    query.to().ifPresent(to -> search.time("<", "to", to));
    query.after().ifPresent(search::after);
    return search;
  }

  /** A search for one attempt. */
  static TunnelSearch of(UUID tunnel) {
    TunnelSearch search = new TunnelSearch();
    search.add("a.tunnel_id = cast(:tunnel as uuid)", "tunnel", tunnel.toString());
    return search;
  }

  /** Only those of one caller: the user's name, subject and issuer must be the same. */
  TunnelSearch ownOf(Caller caller) {
    add("a.user_name = :ownUser", "ownUser", caller.user());
    add("a.subject = :ownSubject", "ownSubject", caller.subject());
    add("a.issuer = :ownIssuer", "ownIssuer", caller.issuer());
    return this;
  }

  /** The query; {@code a} is an attempt, {@code e} its end or nothing. */
  String sql() {
    return ATTEMPTS_WITH_ENDS + where + "\norder by a.attempted_at desc, a.tunnel_id desc";
  }

  void bind(CommonQueryContract query) {
    parameters.forEach(query::setParameter);
  }

  private void host(Target target) {
    if (target instanceof Target.Subdomains subdomains) {
      // All that begins with the dot lies before what would begin with the character behind it.
      String backwards = reversed(subdomains.domain());
      add("reverse(a.host) collate \"C\" >= :hostFrom", "hostFrom", backwards + '.');
      add("reverse(a.host) collate \"C\" < :hostTo", "hostTo", backwards + (char) ('.' + 1));
    } else {
      add("reverse(a.host) collate \"C\" = :host", "host", reversed(target.toString()));
    }
  }

  private void addresses(String column, String name, AddressBlock block) {
    String operator = block.isSingleAddress() ? " = " : " <<= ";
    add(column + operator + "cast(:" + name + " as inet)", name, block.toString());
  }

  private void minBytes(long least) {
    addOfEnd(BYTES + " >= :minBytes", "minBytes", least);
    if (least >= LARGE) {
      where.append(" and " + BYTES + " >= " + LARGE);
    }
  }

  private void closeReason(CloseReason reason) {
    addOfEnd("e.close_reason = :closeReason", "closeReason", reason.label());
  }

  /** What is older than a tunnel may become is not looked at. */
  private void open(boolean open, Instant openSince) {
    String isOpen = "a.kind = 'opened' and a.attempted_at >= :openSince and e.tunnel_id is null";
    add(open ? isOpen : "not (" + isOpen + ")", "openSince", openSince);
  }

  private void time(String operator, String name, Instant time) {
    add("a.attempted_at " + operator + " :" + name, name, time);
    if (byEnd) {
      where.append(" and e.attempted_at ").append(operator).append(" :").append(name);
    }
  }

  private void after(TunnelQuery.Position position) {
    time("<=", "afterTime", position.time());
    add(
        "(a.attempted_at, a.tunnel_id) < (:afterTime, cast(:afterTunnel as uuid))",
        "afterTunnel",
        position.tunnel().toString());
  }

  private void addOfEnd(String condition, String name, Object value) {
    byEnd = true;
    add(condition, name, value);
  }

  private void add(String condition, String name, Object value) {
    where.append(" and ").append(condition);
    parameters.put(name, value);
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }
}
