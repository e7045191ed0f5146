package io.sekisho.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;
import io.sekisho.api.Authors;
import io.sekisho.api.ProxyAddresses;
import io.sekisho.config.ApiUrl;
import io.sekisho.config.SekishoConfig;
import io.sekisho.pac.ProxyAddress;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** How somebody's programs find the gateway. */
@Path("/console/me/clients")
@Authenticated
public class MyClientsPage {

  @CheckedTemplate(basePath = "console")
  static final class Templates {
    private Templates() {}

    static native TemplateInstance myclients(ClientSetup setup);
  }

  private final ProxyAddresses proxies;
  private final ApiUrl api;
  private final SekishoConfig config;
  private final Authors authors;
  private final Pages pages;

  MyClientsPage(
      ProxyAddresses proxies, ApiUrl api, SekishoConfig config, Authors authors, Pages pages) {
    this.proxies = proxies;
    this.api = api;
    this.config = config;
    this.authors = authors;
    this.pages = pages;
  }

  /** Lines to copy. */
  @GET
  public Response clients(@Context UriInfo uri, @Context HttpHeaders headers) {
    List<ProxyAddress> configured = proxies.configured();
    boolean assumed = configured.isEmpty();
    return pages.show(
        Templates.myclients(
            ClientSetup.of(
                authors.caller().issuer(),
                assumed ? proxies.served(ProxyAddresses.hostField(uri, headers)) : configured,
                assumed,
                config.pac().enabled()
                    ? uri.getBaseUri().resolve(api.proxyPac()).toString()
                    : "")));
  }
}
