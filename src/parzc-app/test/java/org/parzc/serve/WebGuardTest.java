package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.InputException;
import org.parzc.report.page.Browser;

/** Pages of others get nothing and start nothing; programs, and pages that may, notice nothing. */
@Tag("slow")
class WebGuardTest {
  private static final String SEARCH = "{\"objective\":\"proxy:params\",\"evaluations\":5}";

  @TempDir Path folder;

  private TestService tested;
  private Path jobs;

  @BeforeEach
  void train() {
    tested = new TestService();
    jobs = folder.resolve("jobs");
  }

  @AfterEach
  void free() throws Exception {
    tested.close();
  }

  private int port(WebAccess web) {
    return tested.start(web, jobs).address().getPort();
  }

  private static String statusLine(int port, String... lines) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  private long searches() throws Exception {
    try (Stream<Path> files = Files.list(jobs)) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "10.0.0.1",
        "127.0.0.2",
        "[::1]",
        "localhost.",
        "",
        "a:b:c",
        "other.lab.example",
        "\u007f",
        "localhost@evil.example"
      })
  void hostsThatAreSomebodyElse(String host) throws Exception {
    int port = port(WebAccess.of(List.of("lab.example"), List.of()));
    assertThat(statusLine(port, "GET /healthz HTTP/1.1", "Host: " + host))
        .matches("HTTP/1.1 40[03] .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:80",
        "127.0.0.1",
        "127.0.0.1:9",
        "Lab.Example:1",
        "10.0.0.9"
      })
  void hostsThatAreTheServer(String host) throws Exception {
    int port = port(WebAccess.of(List.of("lab.EXAMPLE", "10.0.0.9"), List.of()));
    assertThat(statusLine(port, "GET /healthz HTTP/1.1", "Host: " + host))
        .isEqualTo("HTTP/1.1 200 OK");
  }

  @Test
  void oneHostIsNamed() throws Exception {
    int port = port(WebAccess.OWN);
    assertThat(statusLine(port, "GET /healthz HTTP/1.1", "Host: localhost", "Host: evil.example"))
        .matches("HTTP/1.1 40[03] .*");
    assertThat(statusLine(port, "GET /healthz HTTP/1.0")).matches("HTTP/1.[01] 403 .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1", "file://", "\t"})
  void pagesOfOthers(String origin) throws Exception {
    Client client = new Client(new InetSocketAddress("127.0.0.1", port(WebAccess.OWN)));
    Client.Reply reply = client.post("/search", SEARCH, "Origin", origin);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.error()).startsWith("Origin: found '").endsWith("or one that it was told");
    assertThat(reply.header("Access-Control-Allow-Origin")).isNull();
    assertThat(client.get("/healthz", "Origin", origin).status()).isEqualTo(403);
    assertThat(searches()).isZero();
  }

  @Test
  void whatABrowserSaysOfThePage() throws Exception {
    Client client = new Client(new InetSocketAddress("127.0.0.1", port(WebAccess.OWN)));
    for (String site : List.of("cross-site", "same-site")) {
      assertThat(client.post("/search", SEARCH, "Sec-Fetch-Site", site).error())
          .isEqualTo("Sec-Fetch-Site: found '" + site + "', expected a page of the server's own");
      assertThat(client.get("/healthz", "Sec-Fetch-Site", site).status()).isEqualTo(403);
      assertThat(
              client.get("/healthz", "Sec-Fetch-Site", site, "Sec-Fetch-Mode", "navigate").status())
          .as("a link")
          .isEqualTo(200);
      assertThat(
              client
                  .post("/search", SEARCH, "Sec-Fetch-Site", site, "Sec-Fetch-Mode", "navigate")
                  .status())
          .as("a form")
          .isEqualTo(403);
    }
    assertThat(client.get("/healthz", "Sec-Fetch-Site", "none").status()).isEqualTo(200);
    assertThat(client.get("/healthz", "Sec-Fetch-Site", "same-origin").status()).isEqualTo(200);
    assertThat(searches()).isZero();
  }

  @Test
  void pagesThatMay() throws Exception {
    String origin = "https://lab.example";
    int port = port(WebAccess.of(List.of(), List.of("HTTPS://lab.example")));
    Client client = new Client(new InetSocketAddress("127.0.0.1", port));
    Client.Reply own = client.get("/healthz", "Origin", "http://127.0.0.1:" + port);
    assertThat(own.status()).isEqualTo(200);
    assertThat(own.header("Access-Control-Allow-Origin")).isNull();
    Client.Reply asked = client.get("/healthz", "Origin", origin, "Sec-Fetch-Site", "cross-site");
    assertThat(asked.status()).isEqualTo(200);
    assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(asked.header("Vary")).isEqualTo("Origin");
    Client.Reply before =
        client.send(
            "OPTIONS",
            "/search",
            BodyPublishers.noBody(),
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "POST");
    assertThat(before.status()).isEqualTo(204);
    assertThat(before.header("Access-Control-Allow-Headers")).contains("Content-Type");
    assertThat(client.get("/metrics").response().body()).doesNotContain("forbidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "json",
        ""
      })
  void contentThatIsNotCalledJson(String type) throws Exception {
    Client client = new Client(new InetSocketAddress("127.0.0.1", port(WebAccess.OWN)));
    Client.Reply reply =
        client.send("POST", "/search", BodyPublishers.ofString(SEARCH), "Content-Type", type);
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.error())
        .isEqualTo("Content-Type: found " + type + ", expected application/json");
    assertThat(
            client
                .send(
                    "POST",
                    "/search",
                    BodyPublishers.ofString(SEARCH),
                    "Content-Type",
                    "Application/JSON; charset=utf-8")
                .status())
        .isEqualTo(202);
  }

  @Test
  void settingsThatAreNone() {
    assertThatThrownBy(() -> WebAccess.of(List.of("lab.example:80"), List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage("host name: found 'lab.example:80', expected a name without port");
    for (String origin : List.of("lab.example", "https://lab.example/", "*", "null", "ftp://a")) {
      assertThatThrownBy(() -> WebAccess.of(List.of(), List.of(origin)))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "origin: found '"
                  + origin
                  + "', expected SCHEME://HOST[:PORT], such as https://lab.example.org");
    }
  }

  /** What was done with a real browser to a server that looked at nothing. */
  @Test
  void aRealBrowser() throws Exception {
    HttpServer elsewhere = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    elsewhere.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, 0);
          exchange.close();
        });
    elsewhere.start();
    String page = "http://127.0.0.1:" + elsewhere.getAddress().getPort();
    int closed = port(WebAccess.OWN);
    try (Browser browser = Browser.start(folder.resolve("profile"), folder)) {
      String post =
          "const done = arguments[arguments.length - 1];"
              + "fetch(arguments[0], {method: 'POST', mode: arguments[1], body: arguments[2],"
              + " headers: {'Content-Type': arguments[3]}})"
              + ".then(reply => reply.type + ' ' + reply.status, e => 'failed').then(done);";
      for (Map.Entry<String, String> way :
          Map.of("no-cors", "text/plain", "cors", "application/json").entrySet()) {
        browser.ask(
            page,
            post,
            "http://127.0.0.1:" + closed + "/search",
            way.getKey(),
            SEARCH,
            way.getValue());
      }
      assertThat(searches()).as("that a page elsewhere started").isZero();
      assertThat(
              browser.ask(
                  "http://localhost:" + closed + "/healthz",
                  post,
                  "/search",
                  "cors",
                  SEARCH,
                  "application/json"))
          .as("a page of its own")
          .isEqualTo("basic 202");
      jobs = folder.resolve("more");
      int open = port(WebAccess.of(List.of(), List.of(page)));
      assertThat(
              browser.ask(
                  page,
                  post,
                  "http://127.0.0.1:" + open + "/search",
                  "cors",
                  SEARCH,
                  "application/json"))
          .as("a page that may")
          .isEqualTo("cors 202");
    } finally {
      elsewhere.stop(0);
    }
  }
}
