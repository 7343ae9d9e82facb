package org.parzc.gpucheck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.parzc.dataset.PublishedScores;
import org.parzc.model.Example;
import org.parzc.model.MabnSettings;
import org.parzc.model.Predictor;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.ExtractionOutcome;
import org.parzc.statistics.ExtractionSettings;
import org.parzc.statistics.Extractor;
import org.parzc.statistics.ParallelExtraction;

/**
 * How long the predictor trains and how fast it scores. Time depends on the number of examples and features alone: a few
 * are measured and repeated, and their labels say nothing.
 */
final class PredictorTraining implements Check {
  private static final int MEASURED = 96;
  private static final int BATCH_SIZE = 8;
  /** Where training takes minutes, a tenth of the epochs takes about a tenth of the time. */
  private static final int MANY = 500;
  private static final int SCORED = 4_096;

  private final Extent extent;

  PredictorTraining(Extent extent) {
    this.extent = extent;
  }

  @Override
  public String name() {
    return "predictor";
  }

  @Override
  public int seconds() {
    return 35;
  }

  @Override
  public void run(Findings findings, Deadline deadline) {
    List<Example> measured = examples();
    for (int labels : extent.labels()) {
      MabnSettings whole = MabnSettings.recommended();
      int share = labels >= MANY ? 10 : 1;
      if (deadline.isOver()) {
        findings.holds("training on %,d labels".formatted(labels), false, "no time was left for it");
        continue;
      }
      long begin = System.nanoTime();
      try (Predictor predictor = train(repeated(measured, labels), whole.withEpochs(whole.epochs() / share))) {
        findings.measured("training on %,d labels, CPU%s".formatted(labels,
            share == 1 ? "" : ", %d times that of a %dth of the epochs".formatted(share, share)),
            share * seconds(begin), "s");
        List<Example> some = repeated(measured, SCORED);
        begin = System.nanoTime();
        predictor.score(some);
        findings.measured("scored after %,d labels, CPU".formatted(labels), SCORED / seconds(begin), "examples/s");
      }
    }
  }

  private static double seconds(long begin) {
    return (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
  }

  /** Trains where predictors are trained: on the CPU. */
  private static Predictor train(List<Example> examples, MabnSettings settings) {
    return Predictor.train(examples, IntStream.range(0, examples.size()).mapToDouble(i -> i * 37 % 101).toArray(),
        settings, 0);
  }

  private List<Example> examples() {
    NasBench201 space = new NasBench201();
    ExtractionSettings settings = Networks.settings(space, extent.small(), BATCH_SIZE, ElementType.FLOAT32);
    List<Architecture> cells = Networks.random(space, extent.small(), Math.min(MEASURED, 4 * extent.many()));
    List<ArchitectureStatistics> statistics = new ArrayList<>();
    try (Extractor extractor = DeviceUnderTest.cpuExtractor(settings)) {
      ParallelExtraction.run(extractor, cells, Runtime.getRuntime().availableProcessors(), outcome -> {
        if (outcome instanceof ExtractionOutcome.Extracted extracted) {
          statistics.add(extracted.statistics());
        } else if (outcome instanceof ExtractionOutcome.Failed failed) {
          throw new IllegalStateException(failed.architecture() + ": " + failed.message());
        }
      });
    }
    return Example.all(statistics, cells, PublishedScores.NONE, space);
  }

  private static List<Example> repeated(List<Example> examples, int count) {
    return IntStream.range(0, count).mapToObj(i -> examples.get(i % examples.size())).toList();
  }
}
