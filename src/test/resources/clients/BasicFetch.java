import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Fetches a URL through a proxy; asked to log in, it does so with a token from the environment. */
class BasicFetch {

  public static void main(String[] arguments) throws Exception {
    URI proxy = URI.create(arguments[0]);
    HttpClient client =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())))
            .authenticator(new TokenAsPassword())
            .build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[1])).build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    System.out.print(response.statusCode() == 200 ? response.body() : response);
  }

  private static final class TokenAsPassword extends Authenticator {

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return getRequestorType() == RequestorType.PROXY
          ? new PasswordAuthentication("token", System.getenv("TOKEN").toCharArray())
          : null;
    }
  }
}
