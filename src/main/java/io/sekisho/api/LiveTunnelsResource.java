package io.sekisho.api;

import io.sekisho.audit.RecordedTunnel;
import io.sekisho.config.NodeName;
import io.sekisho.store.AuditAccesses;
import io.sekisho.store.AuditLog;
import io.sekisho.store.KillOrders;
import io.sekisho.store.OpenTunnels;
import io.sekisho.store.Replicas;
import io.sekisho.store.TunnelQuery.Position;
import io.sekisho.tunnel.KillOrder;
import io.sekisho.tunnel.Tunnel;
import io.sekisho.tunnel.TunnelRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The tunnels that are open now. A kill acts on every replica within a second. */
@Path("/api/v1/tunnels/live")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tunnels")
public class LiveTunnelsResource {

  private static final int MAX_REASON = 200;
  private static final Comparator<RecordedTunnel> NEWEST_FIRST =
      Comparator.comparing(RecordedTunnel::time)
          .thenComparing(tunnel -> text(tunnel.id()))
          .reversed();

  private final AuditLog log;
  private final TunnelRegistry registry;
  private final OpenTunnels open;
  private final KillOrders orders;
  private final Replicas replicas;
  private final NodeName node;
  private final Accesses accesses;
  private final AuditAccesses recorded;

  LiveTunnelsResource(
      AuditLog log,
      TunnelRegistry registry,
      OpenTunnels open,
      KillOrders orders,
      Replicas replicas,
      NodeName node,
      Accesses accesses,
      AuditAccesses recorded) {
    this.log = log;
    this.registry = registry;
    this.open = open;
    this.orders = orders;
    this.replicas = replicas;
    this.node = node;
    this.accesses = accesses;
    this.recorded = recorded;
  }

  @GET
  @RolesAllowed({Roles.ADMIN, Roles.AUDITOR})
  @Operation(
      summary = "The tunnels that are open now on all replicas, newest first",
      description =
          "Bytes, and what the client said inside, are known of those on the answering node only.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = TunnelsResource.TunnelPage.class)))
  public Page<RecordedTunnel> live(
      @Context UriInfo uri,
      @QueryParam("limit") @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
          String limitText,
      @QueryParam("cursor") String cursor) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("limit", "cursor"));
    int limit = parameters.limit();
    Optional<Position> after = TunnelParameters.position(Page.decode(parameters.text("cursor")));
    List<RecordedTunnel> read =
        Stream.concat(here(after), open.elsewhere(node.value(), after, limit + 1).stream())
            .sorted(NEWEST_FIRST)
            .limit(limit + 1L)
            .toList();
    recorded.answered(
        accesses.of("GET /api/v1/tunnels/live", parameters), Math.min(read.size(), limit));
    return Page.of(read, limit, TunnelParameters::position, Function.identity());
  }

  private Stream<RecordedTunnel> here(Optional<Position> after) {
    return registry.all().stream()
        .filter(tunnel -> after.map(last -> isBehind(tunnel, last)).orElse(true))
        .map(tunnel -> LiveTunnel.of(tunnel, node.value()));
  }

  private static boolean isBehind(Tunnel tunnel, Position last) {
    int byTime = tunnel.attempt().time().compareTo(last.time());
    return byTime < 0
        || (byTime == 0 && text(tunnel.attempt().id()).compareTo(text(last.tunnel())) < 0);
  }

  /** Ids are ordered as the database does it, by their bytes; Java takes their halves as signed. */
  private static String text(UUID id) {
    return id.toString();
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed(Roles.ADMIN)
  @Operation(summary = "Cut one tunnel, whichever replica has it")
  @APIResponse(responseCode = "204", description = "Ordered; it is cut within a second")
  @APIResponse(responseCode = "404", description = "No replica has it open")
  public void killOne(
      @Context UriInfo uri,
      @Context SecurityContext caller,
      @PathParam("id") UUID id,
      @QueryParam("reason") @Schema(maxLength = MAX_REASON) String reason) {
    Optional<String> why = reason(QueryParameters.of(uri, Set.of("reason")));
    RecordedTunnel tunnel =
        log.find(id).filter(LiveTunnelsResource::isOpen).orElseThrow(NotFoundException::new);
    // Before it is known whether its replica is there: one that has lost its session for a moment
    // hears of the order when it is back.
    orders.give(new KillOrder.One(id), why, caller.getUserPrincipal().getName());
    if (!isHere(tunnel)) {
      throw new NotFoundException();
    }
  }

  @DELETE
  @RolesAllowed(Roles.ADMIN)
  @Operation(
      summary = "Cut all tunnels of a user, or all there are",
      description = "Exactly one of user and all must be given.")
  @APIResponse(responseCode = "204", description = "Ordered; they are cut within a second")
  @APIResponse(responseCode = "400", description = "Not exactly one of user and all=true")
  public void kill(
      @Context UriInfo uri,
      @Context SecurityContext caller,
      @QueryParam("user") String user,
      @QueryParam("all") @Schema(enumeration = "true") String all,
      @QueryParam("reason") @Schema(maxLength = MAX_REASON) String reason) {
    QueryParameters parameters = QueryParameters.of(uri, Set.of("user", "all", "reason"));
    orders.give(selector(parameters), reason(parameters), caller.getUserPrincipal().getName());
  }

  private static KillOrder.Selector selector(QueryParameters parameters) {
    Optional<String> user = parameters.text("user");
    Optional<String> all = parameters.oneOf("all", List.of("true"));
    if (user.isPresent() && all.isPresent()) {
      throw InvalidRequest.at("all", "must not be given beside user");
    }
    if (user.filter(String::isBlank).isPresent()) {
      throw InvalidRequest.at("user", "must not be empty");
    }
    return user.<KillOrder.Selector>map(KillOrder.OfUser::new)
        .or(() -> all.map(confirmed -> new KillOrder.Everything()))
        .orElseThrow(
            () -> InvalidRequest.at("user", "or all=true must say which tunnels are meant"));
  }

  private static Optional<String> reason(QueryParameters parameters) {
    Optional<String> reason = parameters.text("reason").filter(text -> !text.isBlank());
    if (reason.filter(text -> text.codePointCount(0, text.length()) > MAX_REASON).isPresent()) {
      throw InvalidRequest.at("reason", "must not be longer than " + MAX_REASON + " characters");
    }
    return reason;
  }

  private static boolean isOpen(RecordedTunnel tunnel) {
    return tunnel.openedAt() != null && tunnel.closedAt() == null;
  }

  private boolean isHere(RecordedTunnel tunnel) {
    return tunnel.node().equals(node.value())
        ? registry.has(tunnel.id())
        : replicas.present().stream().anyMatch(replica -> replica.has(tunnel));
  }
}
