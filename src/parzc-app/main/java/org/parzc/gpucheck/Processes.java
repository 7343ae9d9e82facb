package org.parzc.gpucheck;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.parzc.files.TemporaryDirectory;

/**
 * Two processes that measure on one device at the same time, and one that is killed and run again.
 */
final class Processes implements Check {
  /**
   * Times that the store's log has grown when something is stored for sure: once or twice with each
   * architecture.
   */
  private static final int GROWTHS = 6;

  private final DeviceUnderTest device;
  private final Extent extent;
  private final Program program;

  Processes(DeviceUnderTest device, Extent extent, Program program) {
    this.device = device;
    this.extent = extent;
    this.program = program;
  }

  @Override
  public String name() {
    return "processes";
  }

  @Override
  public int seconds() {
    return 60;
  }

  @Override
  public void run(Findings findings, Deadline deadline) throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("parzc-gpu-check")) {
      Path folder = directory.path();
      Process one = start(folder, "one");
      Process other = start(folder, "other");
      Program.Result first = Program.finish(one, folder.resolve("one.txt"), deadline);
      Program.Result second = Program.finish(other, folder.resolve("other.txt"), deadline);
      boolean both = first.code() == 0 && second.code() == 0;
      findings.holds(
          "two at once end well",
          both,
          both ? null : (first.code() == 0 ? second : first).lastLine());
      if (both) {
        findings.holds("two at once have the same values", same(folder, "one", "other"), null);
        resume(folder, findings, deadline);
      }
    }
  }

  /** Kills a process that has stored something, and runs the same command again. */
  private void resume(Path folder, Findings findings, Deadline deadline) throws Exception {
    File log = folder.resolve("killed.duckdb.wal").toFile();
    Process process = start(folder, "killed");
    long length = 0;
    int growths = 0;
    while (process.isAlive() && growths < GROWTHS && !deadline.isOver()) {
      Thread.sleep(1);
      long now = log.length();
      growths += now > length ? 1 : 0;
      length = now;
    }
    boolean wasAlive = process.isAlive();
    process.destroyForcibly().waitFor();
    Program.Result again =
        Program.finish(start(folder, "killed"), folder.resolve("killed.txt"), deadline);
    boolean went = again.code() == 0 && again.output().contains("are there already, skipped");
    findings.holds(
        "a killed one goes on where it was",
        went,
        went ? wasAlive ? null : "it had ended before the kill" : again.lastLine());
    if (went) {
      findings.holds("a killed one has the same values", same(folder, "one", "killed"), null);
    }
  }

  private Process start(Path folder, String name) throws IOException {
    return program.start(
        folder.resolve(name + ".txt"),
        "statistics",
        "--space",
        "nasbench201",
        "--device",
        device.option(),
        "--candidates",
        "random:" + extent.small().processed(),
        "--channels",
        String.valueOf(extent.small().skeleton().channels()),
        "--cells",
        String.valueOf(extent.small().skeleton().cellsPerStage()),
        "--images",
        "normal:" + extent.small().skeleton().input().width(),
        "--threads",
        "2",
        "--store",
        folder.resolve(name + ".duckdb").toString(),
        "--export-nodes",
        folder.resolve(name + ".csv").toString());
  }

  private static boolean same(Path folder, String one, String other) throws IOException {
    return Files.mismatch(folder.resolve(one + ".csv"), folder.resolve(other + ".csv")) < 0;
  }
}
