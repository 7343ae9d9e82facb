package org.parzc.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
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
import org.parzc.nativecore.CpuBackend;
import org.parzc.nativecore.DiffKendall;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.HostProcess;
import org.parzc.nativecore.Kernels;
import org.parzc.network.Autograd;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;
import org.parzc.network.Tensors;

/**
 * DiffKendall's value and gradient for n predictions, from Java array to Java array.
 *
 * <p>Realistic because that is what a training step asks for. n = 64 is a training batch, 4096 more
 * labels than anyone trains on; predictions are normal and labels follow them with noise, as
 * halfway through training. LibTorch runs in float32, where it is fastest, ours in float64, and
 * both under the same allocator settings.
 *
 * <p>Look for {@code NATIVE} over {@code LIBTORCH} (targets: 20 at 256, 50 at 4096), and for time
 * that grows fourfold when n doubles in {@code beyondLibTorch}, where the formula would need tens
 * of gigabytes. {@code manyLists…} says what one call saves where an ensemble has many short lists.
 *
 * <pre>benchmarks/run.sh DiffKendallBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DiffKendallBenchmark {
  private static final double ALPHA = 0.5;
  private static final double ROUNDING = 1e-4;

  /** Who computes. */
  public enum Competitor {
    /** Our kernel. */
    NATIVE,
    /** Our kernel on two threads. */
    NATIVE_TWO_THREADS,
    /** The formula as published, differences of sigmoids over a matrix of pairs, with autograd. */
    LIBTORCH,
    /** The same with tanh: fewer operations than anyone published. */
    LIBTORCH_TANH
  }

  private static double[][] problem(int n) {
    SplittableRandom random = new SplittableRandom(n);
    double[] predictions = random.doubles(n).map(u -> Math.log(u / (1 - u))).toArray();
    double[] labels = new double[n];
    for (int i = 0; i < n; i++) {
      labels[i] = predictions[i] + random.nextDouble(-2, 2);
    }
    return new double[][] {predictions, labels};
  }

  /** Sizes that everyone can do. */
  @State(Scope.Thread)
  public static class Contest {
    @Param({"64", "256", "1024", "4096", "8192"})
    private int n;

    @Param private Competitor competitor;

    private double[] predictions;
    private double[] labels;
    private CpuBackend backend;

    /** Draws the problem, and checks that the competitor computes what the kernel does. */
    @Setup
    public void prepare() {
      double[][] problem = problem(n);
      predictions = problem[0];
      labels = problem[1];
      HostProcess.dedicate();
      LibTorch.start();
      backend = new CpuBackend(competitor == Competitor.NATIVE_TWO_THREADS ? 2 : 1);
      DiffKendall expected = Device.cpu().kernels().diffKendall(predictions, labels, ALPHA);
      DiffKendall found = solve();
      double largest = 0;
      double difference = Math.abs(found.value() - expected.value());
      for (int i = 0; i < n; i++) {
        largest = Math.max(largest, Math.abs(expected.gradient()[i]));
        difference =
            Math.max(difference, Math.abs(found.gradient()[i] - expected.gradient()[i]) / largest);
      }
      if (difference > ROUNDING) {
        throw new IllegalStateException(competitor + " differs from the kernel by " + difference);
      }
    }

    /** Frees the backend. */
    @TearDown
    public void free() {
      backend.close();
    }

    private DiffKendall solve() {
      return switch (competitor) {
        case NATIVE, NATIVE_TWO_THREADS ->
            new Kernels(backend).diffKendall(predictions, labels, ALPHA);
        case LIBTORCH -> byFormula(DiffKendallBenchmark::sigmoids);
        case LIBTORCH_TANH -> byFormula(DiffKendallBenchmark::tanh);
      };
    }

    private DiffKendall byFormula(Sign sign) {
      try (PointerScope scope = new PointerScope()) {
        Tensor x = tensor(predictions).set_requires_grad(true);
        Tensor y = tensor(labels);
        Tensor concordance = sign.of(differences(x)).mul(sign.of(differences(y))).sum();
        Tensor tau = concordance.div(new Scalar(n * (n - 1.0)));
        Tensor gradient = Autograd.gradients(tau, List.of(x), Autograd.Graph.FREED).get(0);
        return new DiffKendall(tau.item_double(), Tensors.values(gradient));
      }
    }
  }

  /** A soft sign of α times differences. */
  private interface Sign {
    Tensor of(Tensor differences);
  }

  private static Tensor sigmoids(Tensor differences) {
    Tensor scaled = differences.mul(new Scalar(ALPHA));
    return scaled.sigmoid().sub(scaled.neg().sigmoid());
  }

  private static Tensor tanh(Tensor differences) {
    return differences.mul(new Scalar(ALPHA / 2)).tanh();
  }

  private static Tensor differences(Tensor vector) {
    return vector.unsqueeze(1).sub(vector.unsqueeze(0));
  }

  private static Tensor tensor(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensors.of(floats, ElementType.FLOAT32, floats.length);
  }

  /** Sizes for which a matrix of pairs is too large. */
  @State(Scope.Thread)
  public static class Large {
    @Param({"16384", "32768", "100000"})
    private int n;

    private double[] predictions;
    private double[] labels;

    /** Draws the problem. */
    @Setup
    public void prepare() {
      double[][] problem = problem(n);
      predictions = problem[0];
      labels = problem[1];
    }
  }

  /** Many small lists: the members of an ensemble, or folds, that see the same labels. */
  @State(Scope.Thread)
  public static class Lists {
    private static final int LISTS = 64;
    private static final int N = 64;

    private final double[] predictions = new double[LISTS * N];
    private final double[] labels = new double[LISTS * N];
    private final double[][] separate = new double[2 * LISTS][];
    private DoublePointer x;
    private DoublePointer y;
    private DoublePointer gradient;
    private long[] sizes;

    /** Draws the problems. */
    @Setup
    public void prepare() {
      HostProcess.dedicate();
      LibTorch.start();
      for (int list = 0; list < LISTS; list++) {
        double[][] problem = problem(N);
        separate[2 * list] = problem[0];
        separate[2 * list + 1] = problem[1];
        System.arraycopy(problem[0], 0, predictions, list * N, N);
        System.arraycopy(problem[1], 0, labels, list * N, N);
      }
      x = new DoublePointer(predictions);
      y = new DoublePointer(labels);
      gradient = new DoublePointer(predictions.length);
      sizes = LongStream.generate(() -> N).limit(LISTS).toArray();
    }

    /** Frees the memory. */
    @TearDown
    public void free() {
      x.close();
      y.close();
      gradient.close();
    }
  }

  /** 64 lists of 64 in one call. */
  @Benchmark
  public double[] manyListsInOneCall(Lists lists) {
    return Device.cpu()
        .kernels()
        .diffKendall(ElementType.FLOAT64, lists.x, lists.y, lists.sizes, ALPHA, lists.gradient);
  }

  /** 64 lists of 64, a call to each. */
  @Benchmark
  public double manyListsOneByOne(Lists lists) {
    double sum = 0;
    for (int list = 0; list < Lists.LISTS; list++) {
      sum +=
          Device.cpu()
              .kernels()
              .diffKendall(lists.separate[2 * list], lists.separate[2 * list + 1], ALPHA)
              .value();
    }
    return sum;
  }

  /** One call: value and gradient. */
  @Benchmark
  public DiffKendall valueAndGradient(Contest contest) {
    return contest.solve();
  }

  /** One call of the kernel where it is alone. */
  @Benchmark
  public DiffKendall beyondLibTorch(Large large) {
    return Device.cpu().kernels().diffKendall(large.predictions, large.labels, ALPHA);
  }
}
