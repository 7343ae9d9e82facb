package org.parzc.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Asks a server over a socket. Public, because the tests of the command use it too. */
public final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String root;

  /**
   * @param address where the server listens
   */
  public Client(InetSocketAddress address) {
    root = "http://127.0.0.1:" + address.getPort();
  }

  /** What came back. */
  public record Reply(int status, JsonNode json, HttpResponse<String> response) {
    static Reply of(HttpResponse<String> response) {
      try {
        return new Reply(response.statusCode(), JSON.readTree(response.body()), response);
      } catch (IOException e) {
        return new Reply(response.statusCode(), null, response);
      }
    }

    String error() {
      return json.get("error").asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }
  }

  /** Sends a request with headers, in pairs. */
  public Reply send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(root + path)).method(method, body).timeout(TIMEOUT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Reply.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  /** Gets a path. */
  public Reply get(String path, String... headers) throws IOException, InterruptedException {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  /** Posts JSON. */
  public Reply post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    String[] all =
        Stream.concat(Stream.of("Content-Type", "application/json"), Arrays.stream(headers))
            .toArray(String[]::new);
    return send("POST", path, BodyPublishers.ofString(body), all);
  }

  /** Returns a body that names architectures. */
  public static String architectures(List<String> texts) throws IOException {
    return JSON.writeValueAsString(Map.of("architectures", texts));
  }

  /** Asks until a search is at its end, or fails; returns what it says then. */
  public JsonNode await(String id) throws IOException, InterruptedException {
    while (true) {
      JsonNode job = get("/search/" + id + "?top=1000").json();
      if (List.of("done", "failed").contains(job.get("state").asText())) {
        return job;
      }
      Thread.sleep(20);
    }
  }
}
