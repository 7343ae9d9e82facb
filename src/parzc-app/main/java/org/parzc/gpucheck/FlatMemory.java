package org.parzc.gpucheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.parzc.extraction.ExtractionOutcome;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.ParallelExtraction;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;

/** Whether memory stays as it is over many networks. */
final class FlatMemory implements Check {
  private static final int WORKERS = 4;
  private static final int BATCH_SIZE = 8;
  private static final double MEGABYTE = 1 << 20;

  /** Allocators round up, and Java's heap breathes. */
  private static final double SLACK = 128;

  private final DeviceUnderTest device;
  private final Extent extent;

  FlatMemory(DeviceUnderTest device, Extent extent) {
    this.device = device;
    this.extent = extent;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int seconds() {
    return 30;
  }

  @Override
  public void run(Findings findings, Deadline deadline) throws Exception {
    NasBench201 space = new NasBench201();
    ExtractionSettings settings =
        Networks.settings(space, extent.small().skeleton(), BATCH_SIZE, ElementType.FLOAT32);
    List<Architecture> cells =
        Networks.random(space, extent.small().skeleton(), extent.small().watched());
    try (Extractor extractor = device.extractor(settings)) {
      // Until memory has grown to what the work needs.
      int warm = extent.small().watched() / 4;
      int done = measure(extractor, cells.subList(0, warm), deadline);
      double host = host();
      OptionalLong before = device.memoryInUse();
      done += measure(extractor, cells.subList(warm, cells.size()), deadline);
      findings.atLeast("networks measured", done, null, extent.small().watched());
      String note = "%.0f MB after %d networks".formatted(host, warm);
      findings.atMost(
          "growth of the process in the last three quarters", host() - host, "MB", SLACK, note);
      OptionalLong after = device.memoryInUse();
      if (before.isPresent() && after.isPresent()) {
        findings.atMost(
            "growth of the device's memory in use",
            (after.getAsLong() - before.getAsLong()) / MEGABYTE,
            "MB",
            SLACK,
            "%.0f MB after %d networks".formatted(before.getAsLong() / MEGABYTE, warm));
      } else {
        findings.notRun("growth of the device's memory in use", "the CPU's is the process's");
      }
    }
  }

  private static int measure(Extractor extractor, List<Architecture> cells, Deadline deadline) {
    int done = 0;
    for (int from = 0; from < cells.size() && !deadline.isOver(); from += 2 * WORKERS) {
      List<Architecture> some = cells.subList(from, Math.min(cells.size(), from + 2 * WORKERS));
      ParallelExtraction.run(
          extractor,
          some,
          WORKERS,
          outcome -> {
            if (outcome instanceof ExtractionOutcome.Failed failed) {
              throw new IllegalStateException(failed.architecture() + ": " + failed.message());
            }
          });
      done += some.size();
    }
    return done;
  }

  /** Returns the megabytes of this process that are in memory. */
  private static double host() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
