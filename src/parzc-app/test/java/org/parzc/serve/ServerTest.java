package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.ConnectException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.model.Scores;
import org.parzc.space.Architecture;

/** Requests, limits, refusals and the end, over real sockets. */
@Timeout(60)
@Tag("slow")
class ServerTest {
  private static final String[] JSON = {"Content-Type", "application/json"};

  /** Opened at the end, so that a test that failed keeps no server from closing. */
  private static final List<Gate> GATES = Collections.synchronizedList(new ArrayList<>());

  private static TestService tested;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    tested = new TestService();
  }

  @AfterAll
  static void free() throws Exception {
    GATES.forEach(gate -> gate.open().countDown());
    tested.close();
  }

  private static Client open() {
    return new Client(
        tested
            .start(
                tested.service(tested::examples),
                TestService.LIMITS,
                Optional.empty(),
                Optional.empty())
            .address());
  }

  private static String body(int... numbers) throws Exception {
    return Client.architectures(
        IntStream.of(numbers).mapToObj(i -> TestService.architecture(i).text()).toList());
  }

  /** What holds back the work of a server. */
  private record Gate(Semaphore reached, CountDownLatch open) {
    Gate() {
      this(new Semaphore(0), new CountDownLatch(1));
      GATES.add(this);
    }

    Service service() {
      return tested.service(
          architectures -> {
            reached.release();
            try {
              open.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return tested.examples(architectures);
          });
    }
  }

  private static CompletableFuture<Client.Reply> later(Callable<Client.Reply> request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return request.call();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static void assertScores(Client.Reply reply, List<Architecture> architectures) {
    assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
    Scores expected =
        tested.predictor.scoreWithUncertainty(
            architectures.stream().map(TestService::example).toList(), TestService.DRAWS);
    JsonNode scores = reply.json().get("scores");
    assertThat(scores).hasSize(architectures.size());
    for (int i = 0; i < scores.size(); i++) {
      assertThat(scores.get(i).get("architecture").asText()).isEqualTo(architectures.get(i).text());
      assertThat(scores.get(i).get("score").asDouble()).isEqualTo(expected.mean()[i]);
      assertThat(scores.get(i).get("deviation").asDouble())
          .isEqualTo(expected.standardDeviation()[i]);
    }
  }

  @Test
  void everyAnswerUnderLoadIsThePredictorsOwn() throws Exception {
    Client client = open();
    int clients = 6;
    int requests = 25;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<Future<Integer>> loops = new ArrayList<>();
    for (int number = 0; number < clients; number++) {
      Random random = new Random(number);
      loops.add(
          threads.submit(
              () -> {
                int sum = 0;
                for (int i = 0; i < requests; i++) {
                  int[] numbers = random.ints(1 + random.nextInt(20), 0, 100).toArray();
                  assertScores(
                      client.post("/score", body(numbers)),
                      IntStream.of(numbers).mapToObj(TestService::architecture).toList());
                  sum += numbers.length;
                }
                return sum;
              }));
    }
    int scored = 0;
    for (Future<Integer> loop : loops) {
      scored += loop.get();
    }
    threads.shutdown();
    assertThat(client.get("/metrics").response().body())
        .contains(
            "parzc_requests_total{path=\"/score\",status=\"200\"} "
                + (double) clients * requests
                + "\n",
            "parzc_architectures_scored_total " + (double) scored + "\n",
            "parzc_queue_length 0.0\n",
            "parzc_request_seconds_count{path=\"/score\"} " + clients * requests + "\n");
  }

  @Test
  void statistics() throws Exception {
    JsonNode found = open().post("/statistics", body(3, 3)).json().get("statistics");
    assertThat(found).hasSize(2);
    assertThat(found.get(0)).isEqualTo(found.get(1));
    JsonNode node = found.get(0).get("nodes").get(1);
    var expected = TestService.example(TestService.architecture(3)).statistics();
    assertThat(found.get(0).get("architecture").asText())
        .isEqualTo(TestService.architecture(3).text());
    assertThat(found.get(0).get("parameters").asLong()).isEqualTo(expected.parameters());
    assertThat(found.get(0).get("proxies").get("zen").asDouble())
        .isEqualTo(expected.proxies().get("zen"));
    assertThat(node.get("slot").asText()).isEqualTo("stage1.cell1.1->3");
    assertThat(node.get("shape")).hasSize(4);
    assertThat(node.get("values").get("snip").asDouble())
        .isEqualTo(expected.nodes().get(1).values().get("snip"));
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws Exception {
    Client client = open();
    String good = TestService.architecture(1).text();
    for (List<String> wrong :
        List.of(
            List.of(
                "{\"architectures\":[\"" + good + "\",\"x\"]}",
                "architectures[1]: column 1: found 'x', expected '|'"),
            List.of(
                "{\"architectures\":[\"a\\nb\"]}",
                "architectures[0]: column 1: found 'a·b', expected '|'"),
            List.of(
                "{\"architectures\":[null]}",
                "architectures[0]: found null, expected an architecture of nasbench201"),
            List.of(
                "{\"architectures\":[7]}",
                "body: line 1, column 19: architectures[0]: expected a text"),
            List.of(
                "{\"architectures\":\"x\"}",
                "body: line 1, column 18: architectures: expected a list"),
            List.of(
                "{\"architectures\":[]}", "body: found no architectures, expected at least one"),
            List.of("{}", "body: found no architectures, expected at least one"),
            List.of("{\"cells\":[]}", "body: unknown field 'cells'; known: [architectures]"),
            List.of("", "body: line 1, column 0: expected a JSON object"),
            List.of("[]", "body: line 1, column 1: expected a JSON object"),
            List.of("null", "body: found null, expected an object"))) {
      Client.Reply reply = client.post("/score", wrong.get(0));
      assertThat(reply.error()).isEqualTo(wrong.get(1));
      assertThat(reply.status()).isEqualTo(400);
    }
    for (String broken :
        List.of(
            "{\"architectures\":[",
            "{\"architectures\":[]} x",
            "{\"architectures\":[],\n" + "\"architectures\":[]}",
            "\0")) {
      Client.Reply reply = client.post("/statistics", broken);
      assertThat(reply.error())
          .startsWith("body: line ")
          .contains("not JSON: ")
          .doesNotContain("\n", "REDACTED");
      assertThat(reply.status()).isEqualTo(400);
    }
  }

  @Test
  void pathsAndMethods() throws Exception {
    Client client = open();
    assertThat(client.get("/healthz").response().body()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(client.get("/metrics").header("Content-Type")).startsWith("text/plain");
    Client.Reply unknown = client.get("/scores");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.error())
        .isEqualTo(
            "found /scores, expected one of /healthz, /status, /metrics, /score, /statistics, /,"
                + " /page.js, /page.css, /echarts.min.js, /openapi.json");
    Client.Reply wrong = client.get("/score");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.header("Allow")).isEqualTo("POST");
    assertThat(wrong.error()).isEqualTo("found GET, expected POST");
    assertThat(client.post("/healthz", "{}").header("Allow")).isEqualTo("GET");
    assertThat(client.post("/search", "{}").status()).as("without a place for jobs").isEqualTo(404);
  }

  @Test
  void bodiesThatAreTooLarge() throws Exception {
    Client client = open();
    byte[] large = new byte[3 * TestService.LIMITS.bodyBytes()];
    for (Client.Reply reply :
        List.of(
            client.send("POST", "/score", BodyPublishers.ofByteArray(large), JSON),
            client.send(
                "POST",
                "/score",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
                JSON))) {
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.error()).isEqualTo("body: found more than 4096 bytes, which is the most");
      assertThat(reply.header("Connection")).isEqualTo("close");
    }
    assertThat(client.post("/score", body(1)).status()).as("the server goes on").isEqualTo(200);
  }

  @Test
  void moreRequestsThanTheQueueHolds() throws Exception {
    Gate gate = new Gate();
    Limits limits = TestService.limits(2, Duration.ofSeconds(30), Duration.ofSeconds(20));
    Client client =
        new Client(
            tested.start(gate.service(), limits, Optional.empty(), Optional.empty()).address());
    List<CompletableFuture<Client.Reply>> waiting =
        List.of(
            later(() -> client.post("/score", body(1))),
            later(() -> client.post("/score", body(2))));
    while (!client.get("/metrics").response().body().contains("parzc_queue_length 2.0")) {
      Thread.sleep(5);
    }
    Client.Reply refused = client.post("/statistics", body(3));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    assertThat(refused.error()).isEqualTo("2 requests wait, which is the most");
    assertThat(client.get("/healthz").status()).as("no work").isEqualTo(200);
    gate.open().countDown();
    assertScores(waiting.get(0).get(), List.of(TestService.architecture(1)));
    assertScores(waiting.get(1).get(), List.of(TestService.architecture(2)));
    assertThat(client.post("/statistics", body(3)).status()).isEqualTo(200);
  }

  @Test
  void requestsThatTakeTooLong() throws Exception {
    Gate gate = new Gate();
    Limits limits = TestService.limits(8, Duration.ofSeconds(1), Duration.ofSeconds(20));
    Client client =
        new Client(
            tested.start(gate.service(), limits, Optional.empty(), Optional.empty()).address());
    CompletableFuture<Client.Reply> begun = later(() -> client.post("/score", body(1)));
    gate.reached().acquire();
    CompletableFuture<Client.Reply> notBegun = later(() -> client.post("/score", body(200)));
    for (CompletableFuture<Client.Reply> late : List.of(begun, notBegun)) {
      assertThat(late.get().status()).isEqualTo(504);
      assertThat(late.get().error()).startsWith("not done in time");
    }
    gate.open().countDown();
    assertScores(client.post("/score", body(5)), List.of(TestService.architecture(5)));
    assertThat(tested.isAsked(TestService.architecture(200)))
        .as("work that was late is not begun")
        .isFalse();
  }

  @Test
  void whatGoesWrongInsideStaysInside() throws Exception {
    Client broken =
        new Client(
            tested
                .start(
                    tested.service(
                        any -> {
                          throw new IllegalStateException("at org.parzc.Secret");
                        }),
                    TestService.LIMITS,
                    Optional.empty(),
                    Optional.empty())
                .address());
    Client.Reply reply = broken.post("/score", body(1));
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.response().body())
        .isEqualTo("{\"error\":\"internal error; the server's log says more\"}");
    Client unable =
        new Client(
            tested
                .start(
                    tested.service(
                        any -> {
                          throw new InputException("1 architectures could not be run");
                        }),
                    TestService.LIMITS,
                    Optional.empty(),
                    Optional.empty())
                .address());
    assertThat(unable.post("/score", body(1)).status()).as("not the client's fault").isEqualTo(500);
    assertThat(unable.post("/score", body(1)).error())
        .isEqualTo("1 architectures could not be run");
  }

  @Test
  void onlyWithATokenBeyondThisMachine() throws Exception {
    assertThatThrownBy(
            () ->
                new ServerSettings(
                    ServerSettings.address("0.0.0.0", 0),
                    Optional.empty(),
                    WebAccess.OWN,
                    TestService.LIMITS))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "host 0.0.0.0: can be reached from other machines; expected a loopback address, or a"
                + " token");
    assertThat(
            new ServerSettings(
                    ServerSettings.address("0.0.0.0", 0),
                    Optional.of(TestService.token(folder, "0123456789abcdef")),
                    WebAccess.OWN,
                    TestService.LIMITS)
                .address()
                .getAddress()
                .isAnyLocalAddress())
        .isTrue();
    int taken =
        tested
            .start(
                tested.service(tested::examples),
                TestService.LIMITS,
                Optional.empty(),
                Optional.empty())
            .address()
            .getPort();
    assertThatThrownBy(
            () ->
                Server.start(
                    tested.service(tested::examples),
                    new ServerSettings(
                        ServerSettings.address("127.0.0.1", taken),
                        Optional.empty(),
                        WebAccess.OWN,
                        TestService.LIMITS),
                    Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot listen there");
    assertThatThrownBy(() -> ServerSettings.address("127.0.0.1", 70_000))
        .isInstanceOf(InputException.class)
        .hasMessage("port: found 70000, expected 0 to 65535");
  }

  @Test
  void anEndWithoutLoss() throws Exception {
    Gate gate = new Gate();
    Server server =
        tested.start(gate.service(), TestService.LIMITS, Optional.empty(), Optional.empty());
    Client client = new Client(server.address());
    CompletableFuture<Client.Reply> before = later(() -> client.post("/score", body(1)));
    gate.reached().acquire();
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(server::close, task -> new Thread(task).start());
    while (client.get("/healthz").status() != 503) {
      Thread.sleep(5);
    }
    assertThat(closed).isNotDone();
    gate.open().countDown();
    assertScores(before.get(), List.of(TestService.architecture(1)));
    closed.get();
    assertThatThrownBy(() -> client.get("/healthz")).isInstanceOf(ConnectException.class);
  }

  @Test
  void anEndIsInTimeWhateverRuns() throws Exception {
    Gate gate = new Gate();
    Server server =
        tested.start(
            gate.service(),
            TestService.limits(8, Duration.ofSeconds(30), Duration.ofSeconds(4)),
            Optional.empty(),
            Optional.empty());
    Client client = new Client(server.address());
    CompletableFuture<Client.Reply> begun = later(() -> client.post("/score", body(1)));
    gate.reached().acquire();
    CompletableFuture<Client.Reply> waiting = later(() -> client.post("/score", body(2)));
    while (!client.get("/metrics").response().body().contains("parzc_queue_length 2.0")) {
      Thread.sleep(5);
    }
    long start = System.nanoTime();
    CompletableFuture<Boolean> stopped =
        CompletableFuture.supplyAsync(server::stop, task -> new Thread(task).start());
    assertThat(waiting.get().status()).isEqualTo(503);
    assertThat(begun.get().error()).isEqualTo("the server is stopping");
    assertThat(stopped.get()).as("something is still in use").isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(server::close, task -> new Thread(task).start());
    Thread.sleep(100);
    assertThat(closed).as("waits as long as it takes").isNotDone();
    gate.open().countDown();
    closed.get();
  }

  /** Of draws that take days nothing is left a moment after the request was given up. */
  @Test
  void whatNobodyWaitsForEnds() throws Exception {
    Service slow =
        new Service(
            TestService.SPACE,
            tested.predictor,
            2_000_000,
            tested::examples,
            tested.service(tested::examples).contents(),
            () -> 0,
            tested.service(tested::examples).costs(),
            tested.service(tested::examples).provenance());
    Server server =
        tested.start(
            slow,
            TestService.limits(8, Duration.ofMillis(300), Duration.ofSeconds(10)),
            Optional.empty(),
            Optional.empty());
    Client client = new Client(server.address());
    assertThat(client.post("/score", body(1)).status()).isEqualTo(504);
    assertThat(client.post("/statistics", body(2)).status()).as("the next one").isEqualTo(200);
    CompletableFuture<Client.Reply> begun = later(() -> client.post("/score", body(1)));
    Thread.sleep(100);
    assertThat(server.stop()).isTrue();
    assertThat(begun.get().status()).isIn(503, 504);
  }
}
