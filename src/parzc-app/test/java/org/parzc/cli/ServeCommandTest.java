package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.OwnJar;
import org.parzc.search.ObjectiveProvider;
import org.parzc.serve.Client;
import org.parzc.space.Architecture;

/** The server as a process: what it answers, how it ends, and that a kill loses nothing. */
@Timeout(120)
@Tag("slow")
class ServeCommandTest {
  @TempDir Path folder;
  private ServerProcesses server;

  @BeforeEach
  void train() {
    server = new ServerProcesses(folder);
  }

  @AfterEach
  void end() throws InterruptedException {
    server.close();
  }

  private static List<String> texts(List<Architecture> architectures) {
    return architectures.stream().map(Architecture::text).toList();
  }

  @Test
  void answersAndEnds() throws Exception {
    InetSocketAddress address = server.start(0, server.work(server.store(), "jobs"));
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
    server.stop();
    server.assertPredictorsOwn(server.store(), List.of(asked), List.of(scores));
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
  @Tag("thorough")
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

    InetSocketAddress address = server.start(0, server.work(server.store(), "jobs"));
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
    server.kill();
    assertThat(answers).hasSizeLessThan(requests.size());
    server.start(address.getPort(), server.work(server.store(), "jobs"));
    for (Future<?> loop : loops) {
      loop.get();
    }
    threads.shutdown();
    assertThat(repeated).hasPositiveValue();
    assertThat(client.await(id).get("evaluations").asInt()).isEqualTo(40);
    server.stop();
    server.assertPredictorsOwn(
        server.store(),
        requests,
        IntStream.range(0, requests.size()).mapToObj(answers::get).toList());

    Client undisturbed =
        new Client(server.start(0, server.work(folder.resolve("others.duckdb"), "undisturbed")));
    assertThat(undisturbed.post("/search", search).json().get("id").asText()).isEqualTo(id);
    undisturbed.await(id);
    server.stop();
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
    List<Object> work = server.work(server.store(), "jobs", 10_000);
    Client client = new Client(server.start(0, List.of(work, "--stop-timeout", 4)));
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
    server.stop();
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
            server.work(server.store(), "jobs"),
            "--port",
            0,
            "--stop-timeout",
            2);
    Client client = new Client(server.listening(process, output));
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
    List<Object> work = server.work(server.store(), "jobs");
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
            server.model()
                + ": made with precision float32, asked for precision float64"
                + " (use the same settings or another file)");
    assertThat(
            Cli.refused(
                folder,
                "serve",
                "--model",
                server.model(),
                "--store",
                server.store(),
                "--draws",
                0))
        .isEqualTo("--draws: found 0, expected at least 1");
  }
}
