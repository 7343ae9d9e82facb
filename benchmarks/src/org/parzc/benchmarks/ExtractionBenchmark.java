package org.parzc.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.parzc.dataset.ImageSource;
import org.parzc.dataset.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.space.NasBench201;
import org.parzc.space.Skeleton;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.ExtractionSettings;
import org.parzc.statistics.Extractor;
import org.parzc.statistics.Statistics;

/**
 * The whole extraction of one architecture on one thread: network, passes, kernels, Java numbers.
 *
 * <p>Realistic because the skeleton is NAS-Bench-201's own (16 channels, 5 cells to a stage, 32×32 images) with the
 * command line's batch of 16; the random images cost what real ones do. Weights and images are drawn once for all
 * architectures, so they are part of the set-up.
 *
 * <p>Look for {@code NODE_WISE} over {@code PAPER}: how much the other statistics cost on top of the passes that the
 * paper's three need. The references' timings for the same work are with the project's measurements.
 *
 * <pre>benchmarks/run.sh ExtractionBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExtractionBenchmark {
  /** What is extracted. */
  public enum Selection {
    /** The paper's three statistics, as MABN's preset {@code paper} reads them. */
    PAPER,
    /** Every node-wise statistic. */
    NODE_WISE,
    /** Every node-wise statistic and every network-level proxy: the command line's default. */
    EVERYTHING
  }

  @Param
  private Cell cell;

  @Param
  private Selection selection;

  private Extractor extractor;

  /** Draws weights and images. */
  @Setup
  public void prepare() {
    NasBench201 space = Cell.SPACE;
    Skeleton skeleton = space.defaultSkeleton();
    ImageSource images = ImageSources.parse("normal", 1, skeleton.input(), skeleton.classes());
    extractor = new Extractor(new ExtractionSettings(space, skeleton, images, 16, 2, 1, ElementType.FLOAT32,
        selection == Selection.PAPER ? Statistics.nodeWise(List.of("grad_norm", "snip", "synflow_bn"))
            : Statistics.nodeWise(),
        selection == Selection.EVERYTHING ? Statistics.networkLevel() : List.of()), Device.cpu());
  }

  /** Frees them. */
  @TearDown
  public void free() {
    extractor.close();
  }

  /** One architecture. */
  @Benchmark
  public ArchitectureStatistics extract() {
    return extractor.extract(cell.architecture());
  }
}
