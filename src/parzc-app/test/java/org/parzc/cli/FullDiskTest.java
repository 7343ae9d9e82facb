package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results on a disk that is full: one line, nothing half-written, and the same command goes on once
 * there is room.
 */
@Tag("slow")
class FullDiskTest {
  private static final int DISK = 2 << 20;

  /** A new store has about half a megabyte, and three kilobytes for each small network. */
  private static final int STORE_LACKS_ROOM = DISK - 560_000;

  @TempDir private Path folder;
  private Path disk;
  private Path filler;
  private Path labels;
  private Path store;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        Cli.shell("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", disk.toString()) == 0,
        "cannot mount a small tmpfs here (needs root)");
    filler = disk.resolve("filler");
    labels = Cli.labels(folder.resolve("labels.csv"), 12);
    store = folder.resolve("cells.duckdb");
  }

  @AfterEach
  void unmount() throws Exception {
    Cli.shell("umount", "--lazy", disk.toString());
  }

  /** Leaves not one byte. */
  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler)) {
      byte[] some = new byte[256];
      while (true) {
        out.write(some);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left on device");
    }
  }

  /** Runs a command that writes a file or folder there, first without and then with room. */
  private void failsAndGoesOn(Path result, List<Object> command) throws IOException {
    fill();
    assertThat(Cli.refused(disk, command))
        .startsWith(result + ": ")
        .contains("No space left on device");
    Files.delete(filler);
    Cli.run(command).done();
    assertThat(result).exists();
    try (var left = Files.list(disk)) {
      assertThat(left).as("nothing is left behind").containsExactly(result);
    }
  }

  @Test
  void aRanking() throws IOException {
    Path ranking = disk.resolve("ranking.csv");
    failsAndGoesOn(
        ranking,
        List.of(
            "rank",
            "--labels",
            labels,
            "--candidates",
            labels,
            "--store",
            store,
            "--preset",
            "default/epochs=1",
            "--out",
            ranking,
            Cli.QUICK));
    assertThat(ranking).content().hasLineCount(13);
  }

  @Test
  void aPredictor() throws IOException {
    Path model = disk.resolve("model");
    List<Object> command =
        List.of(
            "train",
            "--labels",
            labels,
            "--store",
            store,
            "--preset",
            "default/members=2/epochs=1",
            "--model",
            model,
            Cli.QUICK);
    failsAndGoesOn(model, command);
    byte[] before = Cli.bytes(model);
    fill();
    assertThat(Cli.refused(disk, command)).startsWith(model + ": ");
    assertThat(model).as("the one that was there").hasBinaryContent(before);
  }

  @Test
  void theStateOfASearch() throws IOException {
    Path state = disk.resolve("state.json");
    failsAndGoesOn(
        state,
        List.of(
            "search",
            "--objective",
            "proxy:nwot",
            "--store",
            store,
            "--population",
            5,
            "--evaluations",
            8,
            "--state",
            state,
            Cli.QUICK));
    String before = Files.readString(state);
    fill();
    assertThat(
            Cli.refused(
                disk,
                "search",
                "--objective",
                "proxy:nwot",
                "--store",
                store,
                "--population",
                5,
                "--evaluations",
                12,
                "--state",
                state,
                Cli.QUICK))
        .startsWith(state + ": ");
    assertThat(state).as("the generation before").content().isEqualTo(before);
  }

  @Test
  void aStore() throws Exception {
    Path full = disk.resolve("cells.duckdb");
    List<Object> command =
        List.of("statistics", "--candidates", "random:30", "--store", full, Cli.QUICK);
    Files.write(filler, new byte[STORE_LACKS_ROOM]);
    Cli.Result result = Cli.run(command);
    assertThat(result.err()).isEqualTo("parzc: %s: No space left on device%n".formatted(full));
    assertThat(result.code()).isEqualTo(2);
    assertThat(Cli.shell("mount", "-o", "remount,size=16m", disk.toString())).isZero();
    Cli.run(command, "--export-nodes", folder.resolve("full.csv")).done();
    Cli.run(
            "statistics",
            "--candidates",
            "random:30",
            "--store",
            store,
            "--export-nodes",
            folder.resolve("whole.csv"),
            Cli.QUICK)
        .done();
    assertThat(folder.resolve("full.csv")).hasSameBinaryContentAs(folder.resolve("whole.csv"));
  }
}
