import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Fetches a URL through a proxy with a bearer token from the environment. */
class BearerFetch {

  public static void main(String[] arguments) throws Exception {
    URI proxy = URI.create(arguments[0]);
    HttpClient client =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())))
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(arguments[1]))
            .setHeader("Proxy-Authorization", "Bearer " + System.getenv("TOKEN"))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    System.out.print(response.statusCode() == 200 ? response.body() : response);
  }
}
