package org.parzc.benchmarks;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.LabelledExamples;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.Minibatches;
import org.parzc.images.ImageSource;
import org.parzc.images.ImageSources;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.HostProcess;
import org.parzc.network.Device;
import org.parzc.search.CachedExamples;
import org.parzc.search.Objective;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.statistics.Statistics;

/**
 * A caller's own search loop: one generation after another goes through {@link
 * Objective.Predicted}, from architectures to scores.
 *
 * <p>Realistic because a generation is {@value #GENERATION} cells of a population of {@value
 * #POPULATION} and the predictor is the one that {@code default} trains on 78 labels; each thread
 * has generations of its own and all share predictor and cache, as a server's threads do. {@code
 * WARM} has measured every cell before; {@code COLD} measures all of a generation, with every
 * statistic, on the small skeleton of the README's demo (C = 8, N = 1).
 *
 * <p>Look for architectures per second on one thread and on two.
 *
 * <pre>benchmarks/run.sh SearchLoopBenchmark -t 1; benchmarks/run.sh SearchLoopBenchmark -t 2</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 6)
public class SearchLoopBenchmark {
  private static final int POPULATION = 512;
  private static final int GENERATION = 32;
  private static final int LABELS = 78;

  /** What the cache holds when a generation comes. */
  public enum CacheState {
    /** Nothing. */
    COLD,
    /** All of it. */
    WARM
  }

  /** Counts architectures, so that the table has them per second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Architectures scored. */
    public long architectures;
  }

  @Param private CacheState cache;

  private List<Architecture> population;
  private Extractor extractor;
  private Predictor predictor;
  private CachedExamples warm;

  /** Trains the predictor, and fills the cache if it is to be warm. */
  @Setup
  public void prepare() {
    HostProcess.dedicate();
    Skeleton small = new Skeleton(8, 1, 10, Cell.SPACE.defaultSkeleton().input());
    ImageSource images = ImageSources.parse("normal", 1, small.input(), small.classes());
    extractor =
        new Extractor(
            new ExtractionSettings(
                Cell.SPACE,
                small,
                new Minibatches(images, 16, 2),
                1,
                ElementType.FLOAT32,
                Statistics.nodeWise(),
                Statistics.networkLevel()),
            Device.cpu());
    List<Example> labelled = DrawnExamples.of(LABELS);
    double[] labels =
        labelled.stream().mapToDouble(example -> Math.log(example.statistics().flops())).toArray();
    predictor =
        Predictor.train(
            new LabelledExamples(labelled, labels),
            PredictorSettings.preset("default").withEpochs(1),
            1);
    population = Cell.drawn(POPULATION);
    warm = new CachedExamples(this::measured);
    if (cache == CacheState.WARM) {
      warm.examples(population);
    }
  }

  private List<Example> measured(List<Architecture> architectures) {
    return Example.all(
        architectures.stream().map(extractor::extract).toList(),
        architectures,
        PublishedScores.NONE,
        Cell.SPACE);
  }

  /** Frees model and network weights. */
  @TearDown
  public void free() {
    predictor.close();
    extractor.close();
  }

  /** The scores of one generation. */
  @Benchmark
  public double[] score(Work work) {
    work.architectures += GENERATION;
    List<Architecture> generation =
        Stream.generate(() -> population.get(ThreadLocalRandom.current().nextInt(POPULATION)))
            .limit(GENERATION)
            .toList();
    ExampleSource source = cache == CacheState.WARM ? warm : new CachedExamples(this::measured);
    return new Objective.Predicted(predictor, 0, 1, source).scores(generation);
  }
}
