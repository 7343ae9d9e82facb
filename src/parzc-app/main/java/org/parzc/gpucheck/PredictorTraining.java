package org.parzc.gpucheck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.extraction.ExtractionOutcome;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.ParallelExtraction;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;

/**
 * How long the predictor trains and how fast it scores. Time depends on the number of examples and
 * features alone: a few are measured and repeated, and their labels say nothing.
 */
final class PredictorTraining implements Check {
  private static final int MEASURED = 96;
  private static final int BATCH_SIZE = 8;
  private static final int SCORED = 4_096;

  /**
   * With more labels training takes minutes: the time of all epochs is told from that of few and of
   * more.
   */
  private static final int MANY = 500;

  private static final int FEW_EPOCHS = 4;
  private static final int MORE_EPOCHS = 12;

  private final DeviceUnderTest device;
  private final Extent extent;

  PredictorTraining(DeviceUnderTest device, Extent extent) {
    this.device = device;
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
      for (Device where : Stream.of(Device.cpu(), device.device()).distinct().toList()) {
        String what = "training on %,d labels, %s".formatted(labels, where.name());
        if (deadline.isOver()) {
          findings.notRun(what, "no time was left for it");
        } else {
          measure(repeated(measured, labels), repeated(measured, SCORED), what, where, findings);
        }
      }
    }
  }

  private static void measure(
      List<Example> examples, List<Example> scored, String what, Device where, Findings findings) {
    PredictorSettings settings = PredictorSettings.recommended();
    boolean whole = examples.size() < MANY;
    double few =
        whole ? 0 : seconds(() -> train(examples, settings.withEpochs(FEW_EPOCHS), where).close());
    long begin = System.nanoTime();
    try (Predictor predictor =
        train(examples, whole ? settings : settings.withEpochs(MORE_EPOCHS), where)) {
      double seconds = seconds(begin);
      double perEpoch = (seconds - few) / (MORE_EPOCHS - FEW_EPOCHS);
      findings.measured(
          whole
              ? what
              : "%s, from %d and %d epochs of %d"
                  .formatted(what, FEW_EPOCHS, MORE_EPOCHS, settings.training().epochs()),
          whole ? seconds : seconds + (settings.training().epochs() - MORE_EPOCHS) * perEpoch,
          "s");
      findings.measured(
          "scored after %,d labels, %s".formatted(examples.size(), where.name()),
          scored.size() / seconds(() -> predictor.score(scored)),
          "examples/s");
    }
  }

  private static double seconds(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return seconds(begin);
  }

  private static double seconds(long begin) {
    return (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
  }

  private static Predictor train(List<Example> examples, PredictorSettings settings, Device where) {
    return Predictor.train(
        new LabelledExamples(
            examples, IntStream.range(0, examples.size()).mapToDouble(i -> i * 37 % 101).toArray()),
        settings,
        0,
        where);
  }

  private List<Example> examples() {
    NasBench201 space = new NasBench201();
    ExtractionSettings settings =
        Networks.settings(space, extent.small().skeleton(), BATCH_SIZE, ElementType.FLOAT32);
    List<Architecture> cells =
        Networks.random(
            space, extent.small().skeleton(), Math.min(MEASURED, Collections.max(extent.labels())));
    List<ArchitectureStatistics> statistics = new ArrayList<>();
    try (Extractor extractor = DeviceUnderTest.cpuExtractor(settings)) {
      ParallelExtraction.run(
          extractor,
          cells,
          Runtime.getRuntime().availableProcessors(),
          outcome -> {
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
