package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.Hostile;
import org.parzc.InputException;
import org.parzc.dataset.UnmeasurableException;
import org.parzc.files.Provenance;
import org.parzc.search.Budget;
import org.parzc.search.Evaluation;
import org.parzc.search.Objective;
import org.parzc.search.Search;
import org.parzc.search.SearchAlgorithms;
import org.parzc.search.SearchState;
import org.parzc.space.Architecture;

/** Searches that clients ask for, over real sockets. */
@Timeout(60)
@Tag("slow")
class SearchJobsTest {
  private static TestService tested;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    tested = new TestService();
  }

  @AfterAll
  static void free() throws Exception {
    tested.close();
  }

  private Server start(Service service, Limits limits) {
    return tested.start(service, limits, Optional.empty(), Optional.of(folder.resolve("jobs")));
  }

  private Client open() {
    return new Client(start(tested.service(tested::examples), TestService.LIMITS).address());
  }

  @Test
  void findsWhatTheSearchFinds() throws Exception {
    Client client = open();
    Client.Reply asked =
        client.post(
            "/search", "{\"optimism\":0.5,\"evaluations\":60,\"population\":20,\"seed\":7}");
    assertThat(asked.status()).isEqualTo(202);
    String id = asked.json().get("id").asText();
    assertThat(asked.header("Location")).isEqualTo("/search/" + id);
    JsonNode job = client.await(id);
    SearchState expected =
        Search.of(TestService.SPACE)
            .algorithm(SearchAlgorithms.named("evolution", OptionalInt.of(20)))
            .maximise(new Objective.Predicted(tested.predictor, 0.5, 16, tested::examples))
            .seed(7)
            .run(Budget.evaluations(60));
    assertThat(job.get("state").asText()).isEqualTo("done");
    assertThat(job.get("evaluations").asInt()).isEqualTo(60);
    assertThat(job.get("generations").asInt()).isEqualTo(expected.generation());
    List<Evaluation> best = expected.best(60);
    assertThat(job.get("best")).hasSize(60);
    for (int i = 0; i < best.size(); i++) {
      assertThat(job.get("best").get(i).get("architecture").asText())
          .isEqualTo(best.get(i).architecture().text());
      assertThat(job.get("best").get(i).get("score").asDouble()).isEqualTo(best.get(i).score());
      assertThat(job.get("best").get(i).has("cost")).isFalse();
    }
    assertThat(client.get("/search/" + id).json().get("best")).hasSize(10);
    assertThat(client.get("/search/" + id + "?top=0").error())
        .isEqualTo("top: found '0', expected a number from 1 on");
  }

  @Test
  void theSameQuestionIsOneJob() throws Exception {
    Client client = open();
    Client.Reply first = client.post("/search", "{\"objective\":\"proxy:zen\",\"evaluations\":30}");
    String id = first.json().get("id").asText();
    assertThat(id)
        .as("the same in every version: jobs outlive their server")
        .isEqualTo("9a378507ca9ee2af560134cea9e04028");
    JsonNode job = client.await(id);
    Client.Reply again =
        client.post("/search", "{\"evaluations\":30, \"seed\":0, \"objective\":\"proxy:zen\"}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("id").asText()).isEqualTo(id);
    assertThat(again.json().get("state").asText()).isEqualTo("done");
    String other =
        client
            .post("/search", "{\"objective\":\"proxy:zen\",\"evaluations\":31}")
            .json()
            .get("id")
            .asText();
    assertThat(other).isNotEqualTo(id);
    client.await(other);
    assertThat(job.get("evaluations").asInt()).isEqualTo(30);
  }

  @Test
  void costsAndConstraints() throws Exception {
    Client client = open();
    JsonNode front =
        client.await(
            client
                .post(
                    "/search",
                    "{\"objective\":\"sum:snip\",\"algorithm\":\"nsga2\","
                        + "\"minimise\":\"params\",\"generations\":3,\"population\":20,\"where\":[\"params<=1.0M\"]}")
                .json()
                .get("id")
                .asText());
    assertThat(front.get("generations").asInt()).isEqualTo(3);
    assertThat(front.get("best"))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.get("cost").asDouble()).isLessThanOrEqualTo(1e6));
    assertThat(front.has("remarks")).isFalse();
    JsonNode all =
        client.await(
            client
                .post(
                    "/search",
                    "{\"objective\":\"proxy:params\",\"algorithm\":\"exhaustive\","
                        + "\"evaluations\":20000}")
                .json()
                .get("id")
                .asText());
    assertThat(all.get("remarks").get(0).asText())
        .matches("ended after the last architecture of the space: \\d+ of 20000 evaluations");
  }

  @Test
  void whatIsWrong() throws Exception {
    Client client = open();
    for (List<String> wrong :
        List.of(
            List.of(
                "{\"algorithm\":\"magic\"}",
                "unknown algorithm 'magic'; known: random, evolution, local, exhaustive, nsga2"),
            List.of(
                "{\"algorithm\":\"nsga2\"}", "algorithm nsga2: found no minimise, expected a cost"),
            List.of(
                "{\"minimise\":\"params\"}", "minimise: found algorithm evolution, expected nsga2"),
            List.of(
                "{\"objective\":\"accuracy\"}",
                "objective: found 'accuracy', expected predictor, proxy:NAME or sum:STATISTIC"),
            List.of(
                "{\"objective\":\"predictor:/etc\"}",
                "objective: found 'predictor:/etc', expected predictor: the server has one"),
            List.of(
                "{\"objective\":\"proxy:nwot\"}",
                "objective: found 'proxy:nwot', expected one of those recorded: zen"),
            List.of(
                "{\"where\":[\"params=1\"]}",
                "constraint 'params=1': column 7: found '=1', expected <, <=, > or >="),
            List.of("{\"evaluations\":0}", "evaluations: found 0, expected at least 1"),
            List.of("{\"optimism\":-1}", "optimism: found -1.0, expected at least 0"),
            List.of("{\"population\":1}", "population: found 1, expected at least 2"),
            List.of(
                "{\"evaluations\":1.5}",
                "body: line 1, column 16: evaluations: expected a whole number"))) {
      Client.Reply reply = client.post("/search", wrong.get(0));
      assertThat(reply.error()).isEqualTo(wrong.get(1));
      assertThat(reply.status()).isEqualTo(400);
    }
    assertThat(client.get("/search/..%2Flock").status()).isEqualTo(404);
    assertThat(client.get("/search/0123").error()).isEqualTo("no search '0123'");
    try (var files = Files.list(folder.resolve("jobs"))) {
      assertThat(files).as("nothing but the lock").hasSize(1);
    }
  }

  @Test
  void oneThatFailedSaysWhyAndIsTriedAgainWhenAskedFor() throws Exception {
    AtomicBoolean isFull = new AtomicBoolean(true);
    Client client =
        new Client(
            start(
                    tested.service(
                        architectures -> {
                          if (isFull.get()) {
                            throw new InputException("cells.duckdb: disk full");
                          }
                          return tested.examples(architectures);
                        }),
                    TestService.LIMITS)
                .address());
    String body = "{\"evaluations\":5}";
    String id = client.post("/search", body).json().get("id").asText();
    JsonNode failed = client.await(id);
    assertThat(failed.get("state").asText()).isEqualTo("failed");
    assertThat(failed.get("error").asText()).isEqualTo("cells.duckdb: disk full");
    isFull.set(false);
    assertThat(client.get("/search/" + id).json().get("state").asText()).isEqualTo("failed");
    assertThat(client.post("/search", body).json().get("id").asText()).isEqualTo(id);
    JsonNode done = client.await(id);
    assertThat(done.get("state").asText()).isEqualTo("done");
    assertThat(done.has("error")).isFalse();
  }

  @Test
  void oneArchitectureThatCannotBeMeasuredEndsNoSearch() throws Exception {
    List<Architecture> tried = new ArrayList<>();
    Client client =
        new Client(
            start(
                    tested.service(
                        architectures -> {
                          Map<Architecture, String> failures = new LinkedHashMap<>();
                          architectures.stream()
                              .filter(one -> one.id().startsWith("7"))
                              .forEach(one -> failures.put(one, "out of memory"));
                          if (!failures.isEmpty()) {
                            tried.addAll(failures.keySet());
                            throw new UnmeasurableException(failures);
                          }
                          return tested.examples(architectures);
                        }),
                    TestService.LIMITS)
                .address());
    JsonNode done =
        client.await(
            client
                .post("/search", "{\"evaluations\":60,\"population\":30}")
                .json()
                .get("id")
                .asText());
    assertThat(done.get("state").asText()).isEqualTo("done");
    assertThat(done.get("evaluations").asInt()).isEqualTo(60);
    assertThat(tried).isNotEmpty().doesNotHaveDuplicates();
    assertThat(done.get("failed").asInt()).isEqualTo(tried.size());
    Client.Reply refused = client.post("/score", "{\"architectures\":[\"" + tried.get(0) + "\"]}");
    assertThat(refused.status()).isEqualTo(500);
    assertThat(refused.error())
        .endsWith("could not be run; the first, " + tried.get(0) + ": out of memory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "'draws':5000 ! draws: found 5000, expected at most 1,000",
        "'evaluations':5000000 ! evaluations: found 5000000, expected at most 100,000",
        "'population':10001 ! population: found 10001, expected at most 10,000",
        "'generations':1000,'population':101 ! generations times population: found 101000,"
            + " expected at most 100,000",
        "'generations':10000000 ! generations times population: found 1000000000,"
            + " expected at most 100,000"
      })
  void moreThanASearchMayAskFor(String fields, String error) throws Exception {
    Client.Reply reply = open().post("/search", "{" + fields.replace('\'', '"') + "}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo(error);
    try (Stream<Path> files = Files.list(folder.resolve("jobs"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".json"))).isEmpty();
    }
  }

  /** What is no exception of Java's either: the job says so, and the next one has its turn. */
  @Test
  void aSearchThatRunsOutOfMemoryIsNotRunningForEver() throws Exception {
    AtomicBoolean full = new AtomicBoolean(true);
    Client client =
        new Client(
            start(
                    tested.service(
                        architectures -> {
                          if (full.getAndSet(false)) {
                            throw new OutOfMemoryError("of a test");
                          }
                          return tested.examples(architectures);
                        }),
                    TestService.LIMITS)
                .address());
    String id = client.post("/search", "{\"evaluations\":20}").json().get("id").asText();
    JsonNode job = client.await(id);
    assertThat(job.get("state").asText()).isEqualTo("failed");
    assertThat(job.get("error").asText()).isEqualTo("out of memory");
    assertThat(client.post("/search", "{\"evaluations\":20}").status()).isEqualTo(200);
    assertThat(client.await(id).get("state").asText()).isEqualTo("done");
  }

  @Test
  void tooManyAndTheRestAfterARestart() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    Limits limits =
        TestService.limits(
            8,
            new SearchLimits(2, 100, 50, 16, 10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20));
    Server server =
        start(
            tested.service(
                architectures -> {
                  try {
                    open.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return tested.examples(architectures);
                }),
            limits);
    Client client = new Client(server.address());
    String first =
        client.post("/search", "{\"evaluations\":40,\"population\":20}").json().get("id").asText();
    String second =
        client.post("/search", "{\"evaluations\":20,\"population\":20}").json().get("id").asText();
    Client.Reply third = client.post("/search", "{\"evaluations\":30,\"population\":20}");
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.header("Retry-After")).isEqualTo("60");
    assertThat(client.post("/search", "{\"evaluations\":20,\"population\":20}").status())
        .as("known")
        .isEqualTo(200);
    assertThat(client.get("/metrics").response().body()).contains("parzc_search_jobs 2.0\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("another server has these jobs");
    Thread closing = new Thread(server::close);
    closing.start();
    open.countDown();
    closing.join();
    assertThatThrownBy(
            () ->
                start(
                    tested.service(tested::examples, Provenance.of("statistics", "others")),
                    limits))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            ".request.json: made with statistics made up, asked for statistics others (use the same"
                + " settings or another file)");
    Path request = folder.resolve("jobs").resolve(first + ".request.json");
    byte[] asked = Files.readAllBytes(request);
    Random random = new Random(1);
    for (int flip = 0; flip < 50; flip++) {
      Files.write(request, Hostile.flipped(asked, random.nextInt(8 * asked.length)));
      assertThat(Hostile.isRefused(this::open)).isTrue();
    }
    Files.write(request, asked);
    Client after = open();
    assertThat(after.await(first).get("evaluations").asInt()).isEqualTo(40);
    assertThat(after.await(second).get("evaluations").asInt()).isEqualTo(20);
    Client.Reply again = after.post("/search", "{\"evaluations\":30,\"population\":20}");
    assertThat(again.status()).isEqualTo(202);
    assertThat(after.await(again.json().get("id").asText()).get("evaluations").asInt())
        .isEqualTo(30);
  }
}
