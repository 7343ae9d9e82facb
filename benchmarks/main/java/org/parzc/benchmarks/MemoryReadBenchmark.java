package org.parzc.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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
import org.parzc.nativecore.HostProcess;
import org.parzc.network.LibTorch;

/**
 * The floor of {@link NodeSumsBenchmark}: how fast one thread reads memory when it does next to
 * nothing with it, within the cache and far beyond it.
 *
 * <p>Realistic because the readers are what is at hand: two of LibTorch's own reductions and the
 * JDK's vectorised comparison. The fastest of them is the floor, since no one reader suits every
 * machine.
 *
 * <p>Look for the gigabytes per second of the best reader at the larger size.
 *
 * <pre>benchmarks/run.sh MemoryReadBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MemoryReadBenchmark {
  /** Who reads. */
  public enum Reader {
    /** {@code Tensor.sum}, one stream. */
    LIBTORCH_SUM,
    /** {@code Tensor.dot}, two streams. */
    LIBTORCH_DOT,
    /** {@code Arrays.equals} of equal arrays, two streams. */
    JAVA_EQUALS
  }

  /** MiB read by one call, over all streams. */
  @Param({"4", "384"})
  private int mebibytes;

  @Param private Reader reader;

  private Tensor first;
  private Tensor second;
  private float[] left;
  private float[] right;

  /** Writes the memory that is read, so that every page exists. */
  @Setup
  public void prepare() {
    HostProcess.dedicate();
    LibTorch.start();
    int half = mebibytes * (1 << 20) / Float.BYTES / 2;
    first = torch.ones(reader == Reader.LIBTORCH_SUM ? 2L * half : half).retainReference();
    second = torch.ones(half).retainReference();
    left = new float[half];
    right = new float[half];
    Arrays.fill(left, 1);
    Arrays.fill(right, 1);
  }

  /** Frees the tensors. */
  @TearDown
  public void free() {
    first.releaseReference();
    second.releaseReference();
  }

  /** One call: everything read once. */
  @Benchmark
  public double read(BytesRead read) {
    read.add((long) mebibytes << 20);
    try (PointerScope scope = new PointerScope()) {
      return switch (reader) {
        case LIBTORCH_SUM -> first.sum().item_double();
        case LIBTORCH_DOT -> first.dot(second).item_double();
        case JAVA_EQUALS -> Arrays.equals(left, right) ? 1 : 0;
      };
    }
  }
}
