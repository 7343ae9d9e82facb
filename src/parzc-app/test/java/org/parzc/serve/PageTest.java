package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.report.page.Browser;

/** The server's page in Chromium. */
@Timeout(120)
@Tag("slow")
class PageTest {
  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path folder;
  private TestService tested;

  @BeforeEach
  void train() {
    tested = new TestService();
  }

  @AfterEach
  void free() throws Exception {
    tested.close();
  }

  private InetSocketAddress start(Service service, Optional<AccessToken> token) {
    return tested
        .start(service, TestService.LIMITS, token, Optional.of(folder.resolve("jobs")))
        .address();
  }

  private Browser browser() {
    return Browser.start(folder.resolve("profile"), folder);
  }

  private static String url(InetSocketAddress address) {
    return "http://127.0.0.1:" + address.getPort() + "/";
  }

  @Test
  void showsSearchesAndTheirCurves() throws Exception {
    InetSocketAddress address = start(tested.service(tested::examples), Optional.empty());
    Client client = new Client(address);
    String id =
        client
            .post("/search", "{\"evaluations\":60,\"population\":20,\"seed\":3}")
            .json()
            .get("id")
            .asText();
    JsonNode done = client.await(id);
    try (Browser browser = browser()) {
      browser.open(url(address));
      Browser.await(() -> browser.texts("#jobs tbody tr").size() == 1);
      assertThat(browser.texts("#jobs tbody td"))
          .startsWith(id.substring(0, 8), "done", done.get("generations").asText(), "60", "0");
      assertThat(browser.find("#service").getText())
          .startsWith("nasbench201, version ")
          .endsWith(", 0 requests at work, 0 searches wait or run.");
      browser.find("#jobs tbody button").click();
      Browser.await(() -> browser.texts("#best tbody tr").size() == 10);
      JsonNode best = done.get("best").get(0);
      assertThat(browser.texts("#best tbody td"))
          .startsWith(best.get("architecture").asText(), best.get("score").asText(), "");
      assertThat(browser.find("#curve").getAttribute("aria-label"))
          .isEqualTo("Best score %s after 60 evaluations.".formatted(best.get("score").asText()));
      assertThat(browser.find("#curve svg path").isDisplayed()).isTrue();
      browser.find("#jobs tbody tr td:last-child button").click();
      Browser.await(() -> browser.find("#none").isDisplayed());
      assertThat(client.get("/search/" + id).status()).isEqualTo(404);
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.requests())
          .filteredOn(request -> request.startsWith("http"))
          .isNotEmpty()
          .allMatch(request -> request.startsWith(url(address)));
    }
  }

  /** What fails is text on the page, whatever it looks like. */
  @Test
  void whatIsNoMarkup() throws Exception {
    InetSocketAddress address =
        start(
            tested.service(
                any -> {
                  throw new InputException("<img src=x onerror=\"document.title='owned'\">");
                }),
            Optional.empty());
    Client client = new Client(address);
    client.await(client.post("/search", "{\"evaluations\":5}").json().get("id").asText());
    try (Browser browser = browser()) {
      browser.open(url(address));
      Browser.await(() -> browser.texts("#jobs tbody tr").size() == 1);
      browser.find("#jobs tbody button").click();
      Browser.await(() -> browser.find("#error").isDisplayed());
      assertThat(browser.find("#error").getText()).startsWith("<img src=x");
      assertThat(browser.texts("img")).isEmpty();
    }
  }

  @Test
  void asksForTheToken() throws Exception {
    InetSocketAddress address =
        start(tested.service(tested::examples), Optional.of(TestService.token(folder, TOKEN)));
    Client client = new Client(address);
    for (String open : List.of("/", "/page.js", "/page.css", "/echarts.min.js", "/openapi.json")) {
      Client.Reply reply = client.get(open);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Security-Policy")).startsWith("default-src 'none';");
    }
    for (String closed : List.of("/status", "/search", "/metrics", "//", "/page.js/")) {
      assertThat(client.get(closed).status()).as(closed).isEqualTo(401);
    }
    try (Browser browser = browser()) {
      browser.open(url(address));
      Browser.await(() -> browser.find("#entry").isDisplayed());
      assertThat(browser.find("#searches").isDisplayed()).isFalse();
      browser.find("#token").sendKeys(TOKEN);
      browser.find("#entry button").click();
      Browser.await(() -> browser.find("#none").isDisplayed());
      assertThat(browser.find("#entry").isDisplayed()).isFalse();
      assertThat(browser.find("#problem").isDisplayed()).isFalse();
    }
  }

  @Test
  void aServerWithoutSearches() throws Exception {
    InetSocketAddress address =
        tested
            .start(
                tested.service(tested::examples),
                TestService.LIMITS,
                Optional.empty(),
                Optional.empty())
            .address();
    try (Browser browser = browser()) {
      browser.open(url(address));
      Browser.await(() -> browser.find("#service").getText().endsWith("so no searches."));
      assertThat(browser.find("#searches").isDisplayed()).isFalse();
      assertThat(browser.find("#problem").isDisplayed()).isFalse();
    }
  }
}
