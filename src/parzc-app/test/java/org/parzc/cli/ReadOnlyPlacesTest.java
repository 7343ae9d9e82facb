package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose store, predictor and labels lie where nothing can be written. */
@Timeout(120)
@Tag("slow")
class ReadOnlyPlacesTest {
  @TempDir private Path folder;
  private Path disk;
  private Path store;
  private Path labels;
  private Path model;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void fillAndCloseIt() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        Cli.shell("mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", disk.toString()) == 0,
        "cannot mount here (needs root)");
    labels = Cli.labels(disk.resolve("labels.csv"), 12);
    store = disk.resolve("cells.duckdb");
    model = disk.resolve("mabn");
    Cli.run(
            "train",
            "--labels",
            labels,
            "--store",
            store,
            "--model",
            model,
            "--preset",
            "default/members=2/epochs=1",
            Cli.QUICK)
        .done();
    assertThat(Cli.shell("mount", "-o", "remount,ro", disk.toString())).isZero();
  }

  @AfterEach
  void unmount() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    Cli.shell("umount", "--lazy", disk.toString());
  }

  private List<Object> rank(Object candidates) {
    return List.of(
        "rank", "--model", model, "--candidates", candidates, "--store", store, Cli.QUICK);
  }

  @Test
  void commandsThatAddNothing() throws Exception {
    assertThat(Cli.run(rank(labels)).done().out()).contains("rank  architecture", Cli.cell(1));
    Cli.run(
            "rank",
            "--labels",
            labels,
            "--candidates",
            labels,
            "--store",
            store,
            "--preset",
            "default/members=2/epochs=1",
            Cli.QUICK)
        .done();
    Cli.run("statistics", "--candidates", labels, "--store", store, Cli.QUICK).done();
    Cli.run(
            "evaluate",
            "--labels",
            labels,
            "--store",
            store,
            "--budgets",
            6,
            "--splits",
            1,
            "--presets",
            "default/members=1/epochs=1")
        .done();
  }

  @Test
  void whatWouldHaveToBeAddedIsSaid() {
    Path more = Cli.labels(folder.resolve("more.csv"), 14);
    assertThat(Cli.refused(disk, rank(more)))
        .isEqualTo(
            "%s: cannot be written, and 2 of 14 architectures are not in it: %s, %s"
                .formatted(store, Cli.cell(12), Cli.cell(13)));
  }

  @Test
  @Tag("thorough")
  void twoServersAtOnce() throws Exception {
    for (String name : List.of("first", "second")) {
      Path output = folder.resolve(name + ".out");
      processes.add(
          Cli.start(
              folder, output, name, "serve", "--model", model, "--store", store, "--port", 0,
              Cli.QUICK));
      while (!Files.readString(output).contains("Ctrl-C stops")) {
        assertThat(processes).allMatch(Process::isAlive);
        Thread.sleep(20);
      }
    }
    Cli.run(rank(labels)).done();
  }
}
