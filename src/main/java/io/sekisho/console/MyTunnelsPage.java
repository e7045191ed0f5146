package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.sekisho.api.InvalidRequest;
import io.sekisho.api.OwnAccess;
import io.sekisho.api.Page;
import io.sekisho.api.TunnelParameters;
import io.sekisho.audit.RecordedTunnel;
import io.sekisho.store.AuditLog;
import io.sekisho.tunnel.CloseReason;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Somebody's own attempts and tunnels. */
@Path("/console/me/tunnels")
@Authenticated
public class MyTunnelsPage {

  static final String PATH = MyAccessPage.PATH + "/tunnels";

  private static final int PAGE = 50;

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance mytunnels(Search search);
  }

  /**
   * What a search shows.
   *
   * @param form what was asked for
   * @param errors what is wrong with that; then nothing is shown
   * @param next where the next page is; empty if this is the last
   * @param first where the first page is; empty if this is it
   */
  record Search(
      FormValues form,
      Range range,
      FieldErrors errors,
      List<RecordedTunnel> tunnels,
      String next,
      String first) {

    /** Whether anything is asked for that the form shows only when it is opened. */
    public boolean isDetailed() {
      return Stream.of("group", "client", "error", "sni", "minBytes", "open", "closeReason", "node")
          .anyMatch(form.values()::containsKey);
    }

    /** What {@code error} may be. */
    public List<String> errorKinds() {
      return TunnelParameters.ERRORS;
    }

    /** How tunnels may end. */
    public List<String> closeReasons() {
      return Stream.of(CloseReason.values()).map(CloseReason::label).toList();
    }

    /** Whether it was a policy that an attempt failed by, so that asking may help. */
    public boolean isDenied(RecordedTunnel tunnel) {
      return "deny".equals(tunnel.decision()) && tunnel.host() != null && tunnel.port() != null;
    }

    /** Where what was denied is asked for. */
    public String ask(RecordedTunnel tunnel) {
      return Link.to(MyRequestsPage.PATH)
              .with("host", tunnel.host())
              .with("ports", tunnel.port().toString())
          + "#ask";
    }
  }

  private final OwnAccess own;
  private final Pages pages;
  private final Clock clock;

  MyTunnelsPage(OwnAccess own, Pages pages, Clock clock) {
    this.own = own;
    this.pages = pages;
    this.clock = clock;
  }

  /** The search, the newest first. */
  @GET
  public Response search(@Context UriInfo uri) {
    FormValues form = FormValues.of(uri.getQueryParameters());
    Instant now = clock.instant();
    Range range = Range.of(Optional.empty(), Optional.empty(), Optional.empty(), Range.ALL, now);
    try {
      range = Range.of(form.first("range"), form.first("from"), form.first("to"), Range.ALL, now);
      return pages.show(Templates.mytunnels(found(form, range)));
    } catch (InvalidRequest e) {
      return refused(form, range, FieldErrors.of(e));
    } catch (AuditLog.TooLong e) {
      return refused(
          form,
          range,
          FieldErrors.of(InvalidRequest.at("from", "must be later: the search takes too long")));
    }
  }

  private Response refused(FormValues form, Range range, FieldErrors errors) {
    return pages.show(
        Status.BAD_REQUEST,
        Templates.mytunnels(new Search(form, range, errors, List.of(), "", "")));
  }

  private Search found(FormValues form, Range range) {
    Page<RecordedTunnel> page = own.tunnels(form.parameters(range, OwnAccess.SEARCH, PAGE));
    Link here = Link.to(PATH).with(conditions(form)).with(range.parameters());
    return new Search(
        form,
        range,
        FieldErrors.NONE,
        page.items(),
        page.next() == null ? "" : here.with("cursor", page.next()).toString(),
        form.first("cursor").isPresent() ? here.toString() : "");
  }

  /** All but the time and the page. */
  private static Map<String, String> conditions(FormValues form) {
    Map<String, String> conditions = new HashMap<>();
    form.values().forEach((name, values) -> conditions.put(name, values.get(0)));
    List.of("range", "from", "to", "cursor").forEach(conditions::remove);
    return conditions;
  }
}
