package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Long work is killed with -9 and run again until it is done: the result has the bytes of an
 * undisturbed run.
 */
@Timeout(120)
@Tag("slow")
class KilledCommandTest {
  private static final int ROUNDS = 2;
  private static final int ARCHITECTURES = 40;

  @TempDir Path folder;
  private final Random random = new Random(seed());

  private static long seed() {
    long seed = Long.getLong("parzc.test.seed", System.nanoTime());
    System.out.println("KilledCommandTest: rerun with -Dparzc.test.seed=" + seed);
    return seed;
  }

  @Test
  @Tag("thorough")
  void label() throws Exception {
    Path labels = folder.resolve("killed.csv");
    List<Object> work =
        List.of(
            "label",
            "--candidates",
            "random:" + ARCHITECTURES,
            "--images",
            Cli.idx(folder, 60),
            "--train-images",
            40,
            "--test-images",
            20,
            "--channels",
            4,
            "--cells",
            1,
            "--epochs",
            1,
            "--batch-size",
            20);
    long written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // About 90 bytes to a line.
      written =
          killed(
              round,
              () -> labels.toFile().length(),
              90L * (1 + random.nextInt(15)),
              work,
              "--out",
              labels);
    }
    Cli.Result rest = Cli.run(work, "--out", labels).done();
    Cli.run(work, "--out", folder.resolve("whole.csv")).done();
    assertThat(written).isPositive();
    assertThat(rest.out())
        .containsPattern("\\d+ of 40 architectures are there already, skipped")
        .doesNotContain(" 0 made now");
    assertThat(labels).hasSameBinaryContentAs(folder.resolve("whole.csv"));
  }

  @Test
  @Tag("thorough")
  void search() throws Exception {
    Path state = folder.resolve("state.json");
    List<Object> work =
        List.of(
            "search",
            "--objective",
            "proxy:nwot",
            "--store",
            folder.resolve("cells.duckdb"),
            "--evaluations",
            60,
            "--population",
            20,
            "--top",
            60,
            Cli.QUICK);
    long written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // The first generation brings 20 architectures, others up to two, of about 150 bytes.
      written =
          killed(
              round,
              () -> state.toFile().length(),
              300L * (1 + random.nextInt(5)),
              work,
              "--state",
              state);
    }
    int evaluated = Files.readString(state).split("\"score\"", -1).length - 1;
    assertThat(written).isPositive();
    assertThat(evaluated).isBetween(20, 59);
    Cli.run(work, "--state", state, "--out", folder.resolve("killed.csv")).done();
    Path whole = folder.resolve("whole.json");
    Cli.run(work, "--state", whole, "--out", folder.resolve("whole.csv")).done();
    assertThat(folder.resolve("killed.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));
    assertThat(state).hasSameBinaryContentAs(whole);
  }

  @Test
  @Tag("thorough")
  void searchThatTakesLabels() throws Exception {
    Path state = folder.resolve("state.json");
    List<Object> work =
        List.of(
            "search",
            "--objective",
            "mabn",
            "--store",
            folder.resolve("cells.duckdb"),
            "--label-budget",
            30,
            "--label-rounds",
            3,
            "--preset",
            "default/epochs=2",
            "--evaluations",
            30,
            "--population",
            20,
            "--label-command",
            "sleep 0.02; printf %s {architecture} | cksum | cut -c1-2",
            Cli.QUICK);
    long written = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // About 120 bytes to a label.
      written =
          killed(
              round,
              () -> state.toFile().length(),
              120L * (1 + random.nextInt(12)),
              work,
              "--state",
              state);
    }
    assertThat(written).isPositive();
    assertThat(Files.readString(state).split("\"label\"", -1).length - 1).isBetween(1, 29);
    Cli.run(work, "--state", state, "--out", folder.resolve("killed.csv")).done();
    Path whole = folder.resolve("whole.json");
    Cli.run(work, "--state", whole, "--out", folder.resolve("whole.csv")).done();
    assertThat(state).hasSameBinaryContentAs(whole);
    assertThat(folder.resolve("killed.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));
  }

  /**
   * Ctrl-C and SIGTERM end a process the same way; the latter cannot be switched off by whoever
   * started it.
   */
  @Test
  void searchEndsCleanlyWhenAsked() throws Exception {
    Path state = folder.resolve("state.json");
    List<Object> work =
        List.of(
            "search",
            "--objective",
            "proxy:nwot",
            "--store",
            folder.resolve("cells.duckdb"),
            "--population",
            20,
            Cli.QUICK,
            "--state",
            state,
            "--out",
            folder.resolve("found.csv"));
    Path output = folder.resolve("output");
    Process process = Cli.start(folder, output, "tmp", work, "--generations", 100_000);
    while (process.isAlive() && !Files.exists(state)) {
      Thread.sleep(1);
    }
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(128 + 15);
    assertThat(Files.readString(output))
        .contains("stopped; the best so far:", "architectures evaluated in", "  1  |");
    assertThat(folder.resolve("found.csv")).exists();
    String before = Files.readString(state);
    Cli.run(work, "--generations", 1).done();
    assertThat(Files.readString(state)).as("nothing was left to do").isEqualTo(before);
  }

  /**
   * Runs a command in a process of its own and kills it once a file has grown since the work began.
   *
   * @return the size of the file then
   */
  private long killed(int round, LongSupplier size, long growth, Object... arguments)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output" + round);
    Process process = Cli.start(folder, output, "tmp" + round, arguments);
    while (process.isAlive() && !Files.readString(output).contains("seed")) {
      Thread.sleep(1);
    }
    long before = size.getAsLong();
    while (process.isAlive() && size.getAsLong() < before + growth) {
      Thread.sleep(1);
    }
    long after = size.getAsLong();
    process.destroyForcibly().waitFor();
    return after;
  }
}
