package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.OwnJar;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleStore;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;
import org.parzc.model.Scores;
import org.parzc.network.DeviceRequest;
import org.parzc.search.ObjectiveProvider;
import org.parzc.serve.Client;
import org.parzc.space.Architecture;
import picocli.CommandLine;

/** The server as a process: what it answers, how it ends, and that a kill loses nothing. */
@Timeout(120)
@Tag("slow")
class ServeCommandTest {
  private static final Pattern ADDRESS =
      Pattern.compile("http://127\\.0\\.0\\.1:(\\d+); Ctrl-C stops");
  private static final int DRAWS = 4;

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();
  private Path model;
  private Path store;

  @BeforeEach
  void train() {
    model = folder.resolve("mabn");
    store = folder.resolve("cells.duckdb");
    Cli.run(
            "train",
            "--labels",
            Cli.labels(folder.resolve("labels.csv"), 12),
            "--store",
            store,
            "--model",
            model,
            "--preset",
            "default/members=2/epochs=2",
            Cli.QUICK)
        .done();
  }

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  private List<Object> work(Path statistics, String jobs) {
    return work(statistics, jobs, DRAWS);
  }

  private List<Object> work(Path statistics, String jobs, int draws) {
    return List.of(
        "serve",
        "--model",
        model,
        "--store",
        statistics,
        "--jobs",
        folder.resolve(jobs),
        "--draws",
        draws,
        "--threads",
        2,
        Cli.QUICK);
  }

  /** Starts a server and waits until it listens. */
  private InetSocketAddress start(int port, List<Object> work)
      throws IOException, InterruptedException {
    int number = processes.size();
    Path output = folder.resolve("output" + number);
    return listening(Cli.start(folder, output, "tmp" + number, work, "--port", port), output);
  }

  private InetSocketAddress listening(Process process, Path output)
      throws IOException, InterruptedException {
    processes.add(process);
    while (process.isAlive()) {
      Matcher address = ADDRESS.matcher(Files.readString(output));
      if (address.find()) {
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(address.group(1)));
      }
      Thread.sleep(5);
    }
    throw new AssertionError("the server ended: " + Files.readString(output));
  }

  /** Ends the last server as Ctrl-C does. */
  private void stop() throws IOException, InterruptedException {
    Process last = processes.get(processes.size() - 1);
    last.destroy();
    assertThat(last.waitFor()).isEqualTo(128 + 15);
    assertThat(Files.readString(folder.resolve("output" + (processes.size() - 1))))
        .endsWith("stopping\n");
  }

  /**
   * Asserts that answers are what the predictor gives in this process, from the store that the
   * server left.
   */
  private void assertPredictorsOwn(
      Path statistics, List<List<Architecture>> requests, List<JsonNode> answers) {
    ExtractionOptions options = new ExtractionOptions();
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(Cli.QUICK.toArray(String[]::new));
    ExtractionSettings settings = options.settings(Cli.SPACE, 0);
    Extraction extraction = Extraction.local(settings, DeviceRequest.CPU, OptionalInt.of(1));
    try (Predictor predictor = PredictorFiles.load(model).predictor();
        ExampleStore store = ExampleStore.open(statistics, extraction)) {
      for (int i = 0; i < requests.size(); i++) {
        List<Example> examples = store.examples(requests.get(i));
        Scores scores = predictor.scoreWithUncertainty(examples, DRAWS);
        JsonNode found = answers.get(i).get("scores");
        assertThat(found).hasSize(requests.get(i).size());
        for (int j = 0; j < found.size(); j++) {
          assertThat(found.get(j).get("architecture").asText())
              .isEqualTo(requests.get(i).get(j).text());
          assertThat(found.get(j).get("score").asDouble()).isEqualTo(scores.mean()[j]);
          assertThat(found.get(j).get("deviation").asDouble())
              .isEqualTo(scores.standardDeviation()[j]);
        }
      }
      assertThat(store.extracted()).as("the server kept what it measured").isZero();
    }
  }

  private static List<String> texts(List<Architecture> architectures) {
    return architectures.stream().map(Architecture::text).toList();
  }

  @Test
  void answersAndEnds() throws Exception {
    InetSocketAddress address = start(0, work(store, "jobs"));
    Client client = new Client(address);
    List<Architecture> asked =
        IntStream.range(8, 16).mapToObj(i -> Cli.SPACE.parse(Cli.cell(i))).toList();
    JsonNode scores = client.post("/score", Client.architectures(texts(asked))).json();
    JsonNode statistics =
        client
            .post("/statistics", Client.architectures(texts(asked).subList(0, 1)))
            .json()
            .get("statistics")
            .get(0);
    assertThat(client.get("/metrics").response().body())
        .as("four were in the store")
        .contains(
            "parzc_architectures_extracted_total 4.0\n", "parzc_architectures_scored_total 8.0\n");
    python(address, asked.get(0), scores.get("scores").get(0));
    stop();
    assertPredictorsOwn(store, List.of(asked), List.of(scores));
    JsonNode measured =
        Cli.json(
                Cli.run("describe", asked.get(0).text(), "--measure", "--json", Cli.QUICK)
                    .done()
                    .out())
            .get("statistics");
    assertThat(statistics.get("proxies")).isEqualTo(measured.get("proxies"));
    assertThat(statistics.get("nodes")).hasSameSizeAs(measured.get("nodes")).isNotEmpty();
    for (int i = 0; i < measured.get("nodes").size(); i++) {
      assertThat(statistics.get("nodes").get(i).get("values"))
          .isEqualTo(measured.get("nodes").get(i).get("values"));
    }
  }

  private void python(InetSocketAddress address, Architecture architecture, JsonNode score)
      throws Exception {
    if (!isPythonThere()) {
      return;
    }
    Process client =
        new ProcessBuilder(
                "python3",
                "examples/serve/client.py",
                "--url",
                "http://127.0.0.1:" + address.getPort(),
                architecture.text())
            .redirectErrorStream(true)
            .start();
    String printed = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(printed.strip())
        .endsWith("  " + architecture.text())
        .startsWith(String.format(Locale.ROOT, "%.4f ± ", score.get("score").asDouble()));
    assertThat(client.waitFor()).isZero();
  }

  private static boolean isPythonThere() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Clients repeat what was not answered; each gets one answer to each request, and the search goes
   * on.
   */
  @Test
  void aKillUnderLoadLosesNothing() throws Exception {
    Random random = new Random(7);
    List<List<Architecture>> requests =
        IntStream.range(0, 36)
            .mapToObj(
                i ->
                    random
                        .ints(1 + random.nextInt(3), 0, 40)
                        .mapToObj(number -> Cli.SPACE.parse(Cli.cell(number)))
                        .toList())
            .toList();
    String search = "{\"evaluations\":40,\"population\":20,\"optimism\":1}";

    InetSocketAddress address = start(0, work(store, "jobs"));
    Client client = new Client(address);
    String id = client.post("/search", search).json().get("id").asText();
    ConcurrentHashMap<Integer, JsonNode> answers = new ConcurrentHashMap<>();
    AtomicInteger repeated = new AtomicInteger();
    int clients = 3;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    List<Future<?>> loops =
        IntStream.range(0, clients)
            .<Future<?>>mapToObj(
                number ->
                    threads.submit(
                        () -> {
                          for (int i = number; i < requests.size(); i += clients) {
                            JsonNode answer =
                                answer(
                                    client, Client.architectures(texts(requests.get(i))), repeated);
                            assertThat(answers.put(i, answer)).as("answered once").isNull();
                          }
                          return null;
                        }))
            .toList();
    int enough = 5 + random.nextInt(15);
    while (answers.size() < enough) {
      Thread.sleep(1);
    }
    processes.get(0).destroyForcibly().waitFor();
    assertThat(answers).hasSizeLessThan(requests.size());
    start(address.getPort(), work(store, "jobs"));
    for (Future<?> loop : loops) {
      loop.get();
    }
    threads.shutdown();
    assertThat(repeated).hasPositiveValue();
    assertThat(client.await(id).get("evaluations").asInt()).isEqualTo(40);
    stop();
    assertPredictorsOwn(
        store, requests, IntStream.range(0, requests.size()).mapToObj(answers::get).toList());

    Client undisturbed = new Client(start(0, work(folder.resolve("others.duckdb"), "undisturbed")));
    assertThat(undisturbed.post("/search", search).json().get("id").asText()).isEqualTo(id);
    undisturbed.await(id);
    stop();
    assertThat(folder.resolve("jobs").resolve(id + ".state.json"))
        .hasSameBinaryContentAs(folder.resolve("undisturbed").resolve(id + ".state.json"));
  }

  private static JsonNode answer(Client client, String body, AtomicInteger repeated)
      throws InterruptedException {
    while (true) {
      try {
        Client.Reply reply = client.post("/score", body);
        assertThat(reply.status()).as(reply.response().body()).isEqualTo(200);
        return reply.json();
      } catch (IOException e) {
        repeated.incrementAndGet();
        Thread.sleep(20);
      }
    }
  }

  /** Draws that would take many minutes. */
  @Test
  void aStopReachesWhatRuns() throws Exception {
    List<Object> work = work(store, "jobs", 10_000);
    Client client = new Client(start(0, List.of(work, "--stop-timeout", 4)));
    String body = Client.architectures(Collections.nCopies(2_000, Cli.cell(1)));
    CompletableFuture<Client.Reply> asked =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.post("/score", body);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task).start());
    while (!client.get("/metrics").response().body().contains("parzc_queue_length 1.0")) {
      Thread.sleep(20);
    }
    long start = System.nanoTime();
    stop();
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(10);
    assertThat(asked.get().status()).isEqualTo(503);
  }

  /** An objective of a user's that never ends, and looks at nothing. */
  @Test
  void aStopIsInTimeWhateverRuns() throws Exception {
    Path endless =
        OwnJar.of(
            folder,
            "Endless",
            """
            import org.parzc.search.Objective;
            import org.parzc.search.ObjectiveContext;
            import org.parzc.search.ObjectiveProvider;

            public final class Endless implements ObjectiveProvider {
              public String name() { return "endless"; }

              public Objective objective(String argument, ObjectiveContext context) {
                return architectures -> {
                  while (true) {
                    Thread.onSpinWait();
                  }
                };
              }
            }
            """,
            ObjectiveProvider.class);
    Path output = folder.resolve("output");
    Process process =
        Cli.startWith(
            List.of(endless),
            folder,
            output,
            "tmp",
            work(store, "jobs"),
            "--port",
            0,
            "--stop-timeout",
            2);
    Client client = new Client(listening(process, output));
    String id = client.post("/search", "{\"objective\":\"endless\"}").json().get("id").asText();
    awaitRunning(client, id);
    long start = System.nanoTime();
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat((System.nanoTime() - start) / 1e9).isBetween(1.0, 10.0);
    assertThat(Files.readString(output))
        .endsWith(
            "stopping\nstill at work after 2 s: ended without it; nothing answered is lost\n");
  }

  private static void awaitRunning(Client client, String id) throws Exception {
    while (!client.get("/search/" + id).json().get("state").asText().equals("running")) {
      Thread.sleep(20);
    }
  }

  @Test
  void whatIsWrong() {
    List<Object> work = work(store, "jobs");
    assertThat(Cli.refused(folder, work, "--host", "0.0.0.0"))
        .isEqualTo(
            "host 0.0.0.0: can be reached from other machines; expected a loopback address, or a"
                + " token");
    assertThat(
            Cli.refused(
                folder,
                work,
                "--host",
                "0.0.0.0",
                "--token-file",
                Cli.write(folder.resolve("t"), "short")))
        .endsWith("found no token, expected one line of at least 16 printable ASCII characters");
    assertThat(Cli.refused(folder, work, "--max-queue", 0))
        .startsWith("limits of the server: found 1048576 bytes, 0");
    assertThat(Cli.refused(folder, work, "--precision", "float64"))
        .isEqualTo(
            model
                + ": made with precision float32, asked for precision float64"
                + " (use the same settings or another file)");
    assertThat(Cli.refused(folder, "serve", "--model", model, "--store", store, "--draws", 0))
        .isEqualTo("--draws: found 0, expected at least 1");
  }
}
