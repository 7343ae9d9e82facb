package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Cancellation;

/** Searches that are listed, cancelled, forgotten by request, and after a while. */
@Timeout(60)
@Tag("slow")
class KeptJobsTest {
  @TempDir Path folder;
  private final Semaphore mayGoOn = new Semaphore(0);
  private final Semaphore reached = new Semaphore(0);
  private TestService tested;
  private Path jobs;

  @BeforeEach
  void train() {
    tested = new TestService();
    jobs = folder.resolve("jobs");
  }

  @AfterEach
  void free() throws Exception {
    mayGoOn.release(1_000_000);
    tested.close();
  }

  private Server start(Service service, int most, int kept) {
    return tested.start(
        service,
        TestService.limits(
            8,
            new SearchLimits(most, 100_000, 1_000, 16, kept),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20)),
        Optional.empty(),
        Optional.of(jobs));
  }

  /** A service whose work waits until it may go on, or is cancelled. */
  private Service held() {
    return tested.service(
        architectures -> {
          reached.release();
          while (!mayGoOn.tryAcquire()) {
            Cancellation.check();
            Thread.onSpinWait();
          }
          return tested.examples(architectures);
        });
  }

  private static String search(int seed) {
    return "{\"evaluations\":20,\"population\":10,\"seed\":%d}".formatted(seed);
  }

  private static String ask(Client client, int seed) throws Exception {
    return client.post("/search", search(seed)).json().get("id").asText();
  }

  private static Client.Reply delete(Client client, String id) throws Exception {
    return client.send("DELETE", "/search/" + id, BodyPublishers.noBody());
  }

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(jobs)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lock"))
          .toList();
    }
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("searches").forEach(one -> ids.add(one.get("id").asText()));
    return ids;
  }

  @Test
  void oneThatRunsIsCancelledAndTheNextHasItsTurn() throws Exception {
    Client client = new Client(start(held(), 100, 100).address());
    String first = ask(client, 1);
    reached.acquire();
    String second = ask(client, 2);
    String third = ask(client, 3);
    Client.Reply waiting = delete(client, second);
    assertThat(waiting.status()).isEqualTo(200);
    assertThat(waiting.json().get("state").asText()).isEqualTo("waiting");
    assertThat(delete(client, first).json().get("state").asText()).isEqualTo("running");
    assertThat(client.get("/search/" + first).error()).isEqualTo("no search '" + first + "'");
    assertThat(delete(client, first).status()).isEqualTo(404);
    mayGoOn.release(1_000_000);
    assertThat(client.await(third).get("state").asText()).isEqualTo("done");
    assertThat(ids(client.get("/search").json())).containsExactly(third);
    assertThat(files()).hasSize(2).allMatch(name -> name.startsWith(third));
  }

  /** What was forgotten begins anew, with the same end. */
  @Test
  void askedForAgain() throws Exception {
    Client client = new Client(start(held(), 100, 100).address());
    String id = ask(client, 1);
    reached.acquire();
    delete(client, id);
    assertThat(client.post("/search", search(1)).status()).isEqualTo(202);
    mayGoOn.release(1_000_000);
    JsonNode done = client.await(id);
    assertThat(done.get("evaluations").asInt()).isEqualTo(20);
    assertThat(delete(client, id).json().get("state").asText()).isEqualTo("done");
    assertThat(files()).isEmpty();
    assertThat(client.post("/search", search(1)).status()).isEqualTo(202);
    assertThat(client.await(id)).isEqualTo(done);
  }

  @Test
  void theDoorIsNotClosedForGood() throws Exception {
    Client client = new Client(start(held(), 2, 100).address());
    String first = ask(client, 1);
    ask(client, 2);
    assertThat(client.post("/search", search(3)).status()).isEqualTo(429);
    delete(client, first);
    assertThat(client.post("/search", search(3)).status()).isEqualTo(202);
  }

  @Test
  void pages() throws Exception {
    Client client = new Client(start(tested.service(tested::examples), 100, 100).address());
    assertThat(client.get("/search").response().body()).isEqualTo("{\"total\":0,\"searches\":[]}");
    List<String> latestFirst = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      latestFirst.add(0, ask(client, seed));
    }
    for (String id : latestFirst) {
      client.await(id);
    }
    JsonNode page = client.get("/search?offset=1&limit=3").json();
    assertThat(page.get("total").asInt()).isEqualTo(5);
    assertThat(ids(page)).isEqualTo(latestFirst.subList(1, 4));
    JsonNode one = page.get("searches").get(0);
    assertThat(one.get("state").asText()).isEqualTo("done");
    assertThat(one.get("evaluations").asInt()).isEqualTo(20);
    assertThat(one.has("best")).isFalse();
    assertThat(ids(client.get("/search?offset=9").json())).isEmpty();
    assertThat(client.get("/search?limit=0").error())
        .isEqualTo("limit: found '0', expected a number from 1 to 1000");
    assertThat(client.get("/search?offset=-1").error())
        .isEqualTo("offset: found '-1', expected a number from 0 on");
  }

  @Test
  void thoseAskedForFirstAreForgottenFirstAndTheOrderOutlivesARestart() throws Exception {
    Server server = start(tested.service(tested::examples), 100, 3);
    Client client = new Client(server.address());
    List<String> latestFirst = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      latestFirst.add(0, ask(client, seed));
      client.await(latestFirst.get(0));
    }
    assertThat(ids(client.get("/search").json())).isEqualTo(latestFirst.subList(0, 3));
    assertThat(files()).hasSize(6);
    server.close();
    Client after = new Client(start(tested.service(tested::examples), 100, 2).address());
    assertThat(ids(after.get("/search").json())).isEqualTo(latestFirst.subList(0, 2));
    assertThat(after.get("/search/" + latestFirst.get(1)).json().get("best")).hasSize(10);
    assertThat(files()).hasSize(4);
  }

  /** A process that was killed between the two files of a search that it forgot. */
  @Test
  void whatAKillLeavesOfAForgottenSearchIsRemovedAndNothingElse() throws Exception {
    Server server = start(tested.service(tested::examples), 100, 100);
    Client client = new Client(server.address());
    String id = ask(client, 1);
    client.await(id);
    server.close();
    Files.delete(jobs.resolve(id + ".request.json"));
    Path own = Files.writeString(jobs.resolve("mine.state.json"), "mine");
    Client after = new Client(start(tested.service(tested::examples), 100, 100).address());
    assertThat(ids(after.get("/search").json())).isEmpty();
    assertThat(files()).containsExactly(own.getFileName().toString());
  }

  @Test
  void theCurveIsOfImprovements() throws Exception {
    Client client = new Client(start(tested.service(tested::examples), 100, 100).address());
    JsonNode job = client.await(ask(client, 5));
    JsonNode curve = job.get("curve");
    assertThat(curve.get(0).get("evaluations").asInt()).isEqualTo(1);
    double last = Double.NEGATIVE_INFINITY;
    for (JsonNode point : curve) {
      assertThat(point.get("score").asDouble()).isGreaterThan(last);
      last = point.get("score").asDouble();
    }
    assertThat(last).isEqualTo(job.get("best").get(0).get("score").asDouble());
  }
}
