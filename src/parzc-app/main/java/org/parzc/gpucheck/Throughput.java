package org.parzc.gpucheck;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.parzc.extraction.ExtractionOutcome;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.ParallelExtraction;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;

/**
 * Networks a second with several workers, all statistics measured. The share of time in launches is
 * what does not depend on the size of the batch: it follows from two sizes, as if time grew
 * linearly.
 */
final class Throughput implements Check {
  private static final int SMALL_BATCH = 16;
  private static final int LARGE_BATCH = 4 * SMALL_BATCH;
  private static final int DIFFERENT = 32;

  private final DeviceUnderTest device;
  private final Extent extent;

  Throughput(DeviceUnderTest device, Extent extent) {
    this.device = device;
    this.extent = extent;
  }

  @Override
  public String name() {
    return "speed";
  }

  @Override
  public int seconds() {
    return 50;
  }

  @Override
  public void run(Findings findings, Deadline deadline) {
    double withSmall = 0;
    try (Extractor extractor = device.extractor(settings(SMALL_BATCH))) {
      for (int workers : extent.speed().workers()) {
        double rate = rate(extractor, workers, deadline.orIn(extent.speed().seconds()));
        withSmall = workers == 1 ? 1 / rate : withSmall;
        findings.measured(
            "batches of %d, %d at a time".formatted(SMALL_BATCH, workers), rate, "networks/s");
      }
    }
    try (Extractor extractor = device.extractor(settings(LARGE_BATCH))) {
      double withLarge = 1 / rate(extractor, 1, deadline.orIn(extent.speed().seconds()));
      findings.measured(
          "batches of %d, 1 at a time".formatted(LARGE_BATCH), 1 / withLarge, "networks/s");
      double perImage = (withLarge - withSmall) / (LARGE_BATCH - SMALL_BATCH);
      findings.measured(
          "time that does not depend on the batch (launches), of that at %d".formatted(SMALL_BATCH),
          100 * Math.max(0, 1 - SMALL_BATCH * perImage / withSmall),
          "%");
    }
  }

  private ExtractionSettings settings(int batchSize) {
    return Networks.settings(
        new NasBench201(), extent.cells().skeleton(), batchSize, ElementType.FLOAT32);
  }

  /** Returns networks a second, from the first rounds that take long enough. */
  private double rate(Extractor extractor, int workers, Deadline deadline) {
    List<Architecture> networks =
        Networks.random(new NasBench201(), extent.cells().skeleton(), DIFFERENT);
    // What is made at the first use is not counted.
    measure(extractor, networks.subList(0, workers), workers);
    long begin = System.nanoTime();
    int done = 0;
    do {
      // Few at a time, so that the deadline counts; two to a worker, so that none waits long for
      // another.
      int from = done % (DIFFERENT - 1);
      List<Architecture> some = networks.subList(from, Math.min(DIFFERENT, from + 2 * workers));
      measure(extractor, some, workers);
      done += some.size();
    } while (!deadline.isOver());
    return done / ((double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1));
  }

  private static void measure(Extractor extractor, List<Architecture> networks, int workers) {
    ParallelExtraction.run(
        extractor,
        networks,
        workers,
        outcome -> {
          if (outcome instanceof ExtractionOutcome.Failed failed) {
            throw new IllegalStateException(failed.architecture() + ": " + failed.message());
          }
        });
  }
}
