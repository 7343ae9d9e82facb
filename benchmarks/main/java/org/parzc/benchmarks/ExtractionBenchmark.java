package org.parzc.benchmarks;

import java.util.List;
import java.util.Map;
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
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.Minibatches;
import org.parzc.images.ImageSource;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.HostProcess;
import org.parzc.network.Device;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;

/**
 * The whole extraction of one architecture on one thread: network, passes, kernels, Java numbers.
 *
 * <p>Realistic because the skeleton is NAS-Bench-201's own (16 channels, 5 cells to a stage, 32×32
 * images) with the command line's batch of 16; the random images cost what real ones do. Weights
 * and images are drawn once for all architectures, so they are part of the set-up.
 *
 * <p>Look for {@code SEVEN_PUBLISHED} over {@code NODE_WISE} (target: 3, although that is ten
 * statistics) and over {@code SEVEN}, and for {@code PAPER_PUBLISHED} over {@code PAPER} (target:
 * 2). What is published takes a fresh network and passes of its own for each statistic; both share
 * weights, images and allocator, and the set-up compares values.
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
    /** The same, as the published scripts do. */
    PAPER_PUBLISHED,
    /** The seven statistics that there are scripts for. */
    SEVEN,
    /** The same, as the published scripts do. */
    SEVEN_PUBLISHED,
    /** Every node-wise statistic. */
    NODE_WISE,
    /** Every node-wise statistic and every network-level proxy: the command line's default. */
    EVERYTHING;

    private List<String> statistics() {
      return switch (this) {
        case PAPER, PAPER_PUBLISHED -> List.of("grad_norm", "snip", "synflow_bn");
        case SEVEN, SEVEN_PUBLISHED ->
            List.of("fisher", "grad_norm", "snip", "plain", "grasp", "synflow", "l2_norm");
        case NODE_WISE, EVERYTHING -> Statistics.nodeWise().stream().map(Statistic::name).toList();
      };
    }

    private boolean isPublished() {
      return this == PAPER_PUBLISHED || this == SEVEN_PUBLISHED;
    }
  }

  private static final int BATCH = 16;
  private static final long SEED = 1;

  /**
   * Rounding turns the sign of a value next to 0 here and there, and with it the third digit of a
   * gradient.
   */
  private static final double ROUNDING = 1e-2;

  @Param private Cell cell;

  @Param private Selection selection;

  private Extractor extractor;
  private PublishedScripts scripts;

  /** Draws weights and images, and checks that both ways lead to the same values. */
  @Setup
  public void prepare() {
    HostProcess.dedicate();
    NasBench201 space = Cell.SPACE;
    Skeleton skeleton = space.defaultSkeleton();
    ImageSource images = ImageSources.parse("normal", 1, skeleton.input(), skeleton.classes());
    extractor =
        new Extractor(
            new ExtractionSettings(
                space,
                skeleton,
                new Minibatches(images, BATCH, 2),
                SEED,
                ElementType.FLOAT32,
                Statistics.nodeWise(selection.statistics()),
                selection == Selection.EVERYTHING ? Statistics.networkLevel() : List.of()),
            Device.cpu());
    scripts = new PublishedScripts(images.batch(0, BATCH), SEED);
    if (selection.isPublished()) {
      check(extractor.extract(cell.architecture()).nodes(), published());
    }
  }

  private Map<String, double[]> published() {
    return scripts.extract(Cell.blueprint(cell.architecture()), selection.statistics());
  }

  private static void check(List<NodeStatistics> ours, Map<String, double[]> published) {
    double largest =
        ours.stream().mapToDouble(node -> node.values().get("grad_norm")).max().orElse(0);
    published.forEach(
        (statistic, values) -> {
          for (int node = 0; node < values.length; node++) {
            Map<String, Double> found = ours.get(node).values();
            double squaredGradient =
                Math.max(Math.pow(found.get("grad_norm"), 2), 1e-6 * largest * largest);
            // A sum that cancels is as exact as its terms, and a second derivative costs float32
            // one more digit.
            double terms =
                switch (statistic) {
                  case "plain" -> found.get("snip");
                  case "grasp" -> 10 * Math.max(2 * squaredGradient, Math.abs(values[node]));
                  default -> 0;
                };
            double difference = Math.abs(found.get(statistic) - values[node]);
            if (!(difference <= ROUNDING * Math.max(Math.abs(values[node]), terms))) {
              throw new IllegalStateException(
                  "%s of node %d: %s here, %s as published"
                      .formatted(statistic, node, found.get(statistic), values[node]));
            }
          }
        });
  }

  /** Frees them. */
  @TearDown
  public void free() {
    extractor.close();
    scripts.close();
  }

  /** One architecture. */
  @Benchmark
  public Object extract() {
    return selection.isPublished() ? published() : extractor.extract(cell.architecture());
  }
}
