package org.parzc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.statistics.ArchitectureStatistics;

/** A store outlives its process, killed at any instant. */
@Tag("slow")
class KillTest {
  private static final int ARCHITECTURES = 400;
  private static final int ROUNDS = 6;

  @TempDir Path directory;

  @Test
  void losesNothingAcknowledgedAndKeepsNothingHalfWritten() throws Exception {
    long seed = Long.getLong("parzc.test.seed", System.nanoTime());
    System.out.println("KillTest: rerun with -Dparzc.test.seed=" + seed);
    Random random = new Random(seed);
    Path file = directory.resolve("stats.duckdb");
    Set<String> acknowledged = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(killed(file, round, random));
      if (Files.exists(file)) {
        try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
          whole(store, acknowledged);
        }
        try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
          whole(store, acknowledged);
        }
      } else {
        assertThat(acknowledged).isEmpty();
      }
    }
    System.out.printf(
        "KillTest: %d of %d acknowledged before %d kills%n",
        acknowledged.size(), ARCHITECTURES, ROUNDS);
    assertThat(acknowledged).isNotEmpty();
    Adder.addAll(file, text -> {});
    Path uninterrupted = directory.resolve("uninterrupted.duckdb");
    Adder.addAll(uninterrupted, text -> {});
    for (String format : List.of(".csv", ".parquet")) {
      assertThat(export(file, "killed" + format))
          .isEqualTo(export(uninterrupted, "whole" + format));
    }
  }

  /**
   * Runs the adder, kills it and returns what it had acknowledged. Every third round may hit the
   * start.
   */
  private Set<String> killed(Path file, int round, Random random)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output" + round);
    // The driver unpacks its library into the folder for temporary files; a killed process leaves
    // it there.
    Path temporary = Files.createDirectory(directory.resolve("tmp" + round));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.io.tmpdir=" + temporary,
                Adder.class.getName(),
                file.toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (round % 3 == 2) {
      TimeUnit.MICROSECONDS.sleep(random.nextInt(1_000_000));
    } else {
      int bytes = 1 + random.nextInt(4 * ARCHITECTURES / ROUNDS);
      while (process.isAlive() && Files.size(output) < bytes) {
        Thread.sleep(1);
      }
      TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
    }
    process.destroyForcibly().waitFor();
    String lines = Files.readString(output, StandardCharsets.UTF_8);
    try (Stream<String> complete = lines.substring(0, lines.lastIndexOf('\n') + 1).lines()) {
      return new HashSet<>(complete.toList());
    }
  }

  private static void whole(DuckDbStore store, Set<String> acknowledged) {
    List<ArchitectureStatistics> found = store.read();
    assertThat(found).extracting(ArchitectureStatistics::architecture).containsAll(acknowledged);
    assertThat(found)
        .allSatisfy(one -> assertThat(one).isEqualTo(Adder.statistics(one.architecture())));
    assertThat(store.counts().nodes())
        .isEqualTo(found.stream().mapToLong(one -> one.nodes().size()).sum());
  }

  private byte[] export(Path file, String name) throws IOException {
    Path target = directory.resolve(name);
    try (DuckDbStore store = DuckDbStore.openReadOnly(file)) {
      store.exportNodes(target);
    }
    return Files.readAllBytes(target);
  }

  /**
   * The process to kill: adds what the store lacks and prints each architecture once it is added.
   */
  static final class Adder {
    private Adder() {}

    public static void main(String[] arguments) {
      addAll(Path.of(arguments[0]), System.out::println);
    }

    static void addAll(Path file, Consumer<String> acknowledge) {
      try (DuckDbStore store = DuckDbStore.open(file, Samples.contents())) {
        Set<String> done = store.architectures();
        for (int i = 0; i < ARCHITECTURES; i++) {
          if (!done.contains("a" + i)) {
            store.add(statistics("a" + i));
            acknowledge.accept("a" + i);
          }
        }
      }
    }

    static ArchitectureStatistics statistics(String text) {
      return Samples.architecture(text, Integer.parseInt(text.substring(1)) * 37 % 98 + 1);
    }
  }
}
