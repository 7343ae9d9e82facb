package org.parzc.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.model.FeatureEncoder;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.nativecore.HostProcess;

/**
 * MABN from statistics to scores: training on 78 labels (0.5 % of NAS-Bench-201), and scoring.
 *
 * <p>Realistic because it goes through {@link Predictor} as the command line does, on the networks
 * of cells drawn from the whole space. Training is a few epochs, with the set-up and the final
 * scoring that every training has; the losses' cost does not depend on the values.
 *
 * <p>Look for architectures per second in {@code score} (target 20,000 for preset {@code default}
 * on 2 cores: run it with {@code -t 2}), how much of that {@code encode} takes, the part in plain
 * Java, and for epochs per second in {@code train}, where preset {@code default} trains eight
 * networks at once.
 *
 * <pre>benchmarks/run.sh MabnBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MabnBenchmark {
  private static final int LABELS = 78;
  private static final int EPOCHS = 2;
  private static final int SCORED = 256;

  /** Counts architectures, so that the table has them per second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Architectures encoded or scored. */
    public long architectures;
  }

  /** Counts epochs, so that the table has them per second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Training {
    /** Passes over the labels. */
    public long epochs;
  }

  /** A predictor that scores. */
  @State(Scope.Benchmark)
  public static class Trained {
    private Predictor predictor;

    /** Trains it as briefly as possible: scoring costs the same after one epoch. */
    @Setup
    public void prepare(MabnBenchmark problem) {
      predictor =
          Predictor.train(
              new LabelledExamples(problem.labelled, problem.labels),
              problem.settings.withEpochs(1),
              1);
    }

    /** Frees the model. */
    @TearDown
    public void free() {
      predictor.close();
    }
  }

  @Param({"default", "paper"})
  private String preset;

  private List<Example> labelled;
  private List<Example> scored;
  private double[] labels;
  private PredictorSettings settings;
  private FeatureEncoder encoder;

  /** Draws the examples. */
  @Setup
  public void prepare() {
    HostProcess.dedicate();
    scored = DrawnExamples.of(SCORED);
    labelled = scored.subList(0, LABELS);
    labels =
        labelled.stream().mapToDouble(example -> Math.log(example.statistics().flops())).toArray();
    settings = PredictorSettings.preset(preset).withEpochs(EPOCHS);
    encoder = FeatureEncoder.fit(settings.features().encoder(), labelled);
  }

  /** One training of {@value #EPOCHS} epochs on {@value #LABELS} labels. */
  @Benchmark
  public PredictorSettings train(Training training) {
    training.epochs += EPOCHS;
    try (Predictor trained = Predictor.train(new LabelledExamples(labelled, labels), settings, 1)) {
      return trained.settings();
    }
  }

  /** The scores of {@value #SCORED} architectures. */
  @Benchmark
  public double[] score(Trained trained, Work work) {
    work.architectures += SCORED;
    return trained.predictor.score(scored);
  }

  /** The features of {@value #SCORED} architectures. */
  @Benchmark
  public double[][] encode(Work work) {
    work.architectures += SCORED;
    return scored.stream().map(encoder::encode).toArray(double[][]::new);
  }
}
