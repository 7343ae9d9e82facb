package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.serve.Client;
import org.parzc.space.Architecture;

/**
 * Many clients with every kind of request, right and wrong, while the server is killed and stopped
 * again and again: nothing that was answered is lost or doubled, and memory and descriptors do not
 * grow. Half a minute; {@code -Dparzc.soak.seconds=1200} for longer.
 */
@Tag("thorough")
class ServerSoakTest {
  private static final int SECONDS = Integer.getInteger("parzc.soak.seconds", 30);
  private static final int CLIENTS = 16;
  private static final int CELLS = 200;
  private static final int SEEDS = 12;

  @TempDir Path folder;
  private ServerProcesses server;
  private volatile Client client;
  private volatile boolean over;

  /** What came back, by what was asked: {@code score 200}, {@code search cut off}, … */
  private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();

  private final Map<List<Architecture>, JsonNode> scores = new ConcurrentHashMap<>();
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();

  /** Memory in MB and open files of the server. */
  private record Usage(long megabytes, long files) {
    static Usage of(Process process) throws IOException {
      Path proc = Path.of("/proc/" + process.pid());
      try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
        long kilobytes =
            Files.readAllLines(proc.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        return new Usage(kilobytes / 1_024, files.count());
      }
    }
  }

  @BeforeEach
  void train() {
    server = new ServerProcesses(folder);
  }

  @AfterEach
  void end() throws InterruptedException {
    server.close();
  }

  @Test
  void nothingIsLostAndNothingDoubled() throws Exception {
    List<Object> work = server.work(server.store(), "jobs");
    InetSocketAddress address = server.start(0, work);
    client = new Client(address);
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<Future<?>> loops = new ArrayList<>();
    for (int number = 0; number < CLIENTS; number++) {
      Random random = new Random(number);
      loops.add(threads.submit(() -> ask(address, random)));
    }
    Random random = new Random(CLIENTS);
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    int ends = 0;
    List<Usage> begun = new ArrayList<>();
    while (System.nanoTime() < end) {
      Thread.sleep(5_000 + random.nextInt(10_000));
      begun.add(Usage.of(server.last()));
      if (ends++ % 2 == 0) {
        server.kill();
      } else {
        server.stop();
      }
      server.start(address.getPort(), work);
    }
    Thread.sleep(5_000);
    over = true;
    for (Future<?> loop : loops) {
      loop.get();
    }
    threads.shutdown();
    for (String id : accepted) {
      assertThat(client.await(id).get("state").asText()).isEqualTo("done");
    }
    assertThat(client.get("/metrics").response().body()).contains("parzc_queue_length 0.0");
    Usage last = Usage.of(server.last());
    server.stop();
    server.assertPredictorsOwn(
        server.store(),
        List.copyOf(scores.keySet()),
        scores.keySet().stream().map(scores::get).toList());
    System.out.printf(
        "soak of %d s, %d clients: %d ends (kills and stops), %s; %d searches; server %s, then"
            + " %s%n",
        SECONDS, CLIENTS, ends, new TreeMap<>(counts), accepted.size(), begun.get(0), last);
    assertThat(last.files()).isLessThan(begun.get(0).files() + 3 * CLIENTS);
    assertThat(counts.keySet()).noneMatch(key -> key.endsWith(" 500"));
  }

  private Void ask(InetSocketAddress address, Random random) throws Exception {
    while (!over) {
      String kind = "nothing";
      try {
        int choice = random.nextInt(100);
        kind = choice < 60 ? "score" : choice < 80 ? "search" : choice < 90 ? "wrong" : "slow";
        int status =
            switch (kind) {
              case "score" -> score(random);
              case "search" -> search(random);
              case "wrong" -> wrong(random);
              default -> breakOff(address);
            };
        count(kind + " " + status);
        if (status == 503) {
          Thread.sleep(50);
        }
      } catch (IOException e) {
        count(kind + " cut off");
        Thread.sleep(50);
      }
    }
    return null;
  }

  private void count(String what) {
    counts.computeIfAbsent(what, none -> new AtomicLong()).incrementAndGet();
  }

  /** The same question has the same answer, before and after any end. */
  private int score(Random random) throws IOException, InterruptedException {
    List<Architecture> asked =
        random
            .ints(1 + random.nextInt(4), 0, CELLS)
            .mapToObj(number -> Cli.SPACE.parse(Cli.cell(number)))
            .toList();
    Client.Reply reply =
        client.post(
            "/score", Client.architectures(asked.stream().map(Architecture::text).toList()));
    if (reply.status() == 200) {
      JsonNode before = scores.putIfAbsent(asked, reply.json());
      assertThat(before == null || before.equals(reply.json())).isTrue();
    } else {
      assertThat(reply.status()).as(reply.response().body()).isIn(429, 503, 504);
    }
    return reply.status();
  }

  private int search(Random random) throws IOException, InterruptedException {
    if (random.nextBoolean() || accepted.isEmpty()) {
      Client.Reply reply =
          client.post(
              "/search",
              "{\"evaluations\":20,\"population\":10,\"seed\":%d}"
                  .formatted(random.nextInt(SEEDS)));
      if (reply.status() == 200 || reply.status() == 202) {
        accepted.add(reply.json().get("id").asText());
      }
      return reply.status();
    }
    String id = accepted.iterator().next();
    Client.Reply reply = client.get(random.nextBoolean() ? "/search" : "/search/" + id);
    assertThat(reply.status()).as("what was accepted is there").isIn(200, 503);
    return reply.status();
  }

  private int wrong(Random random) throws IOException, InterruptedException {
    Client.Reply reply =
        switch (random.nextInt(4)) {
          case 0 -> client.post("/score", "{\"architectures\":[\"x\"]}");
          case 1 -> client.post("/search", "{\"draws\":100000000}");
          case 2 -> client.send("DELETE", "/search/none", BodyPublishers.noBody());
          default -> client.get("/status", "Origin", "http://evil.example");
        };
    assertThat(reply.status()).isIn(400, 403, 404, 429, 503);
    return reply.status();
  }

  /** A body that never comes. */
  private static int breakOff(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 100\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));
      return 0;
    }
  }
}
