package org.parzc.benchmarks;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
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
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.HostProcess;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;

/**
 * What a call into native code costs when there is nothing to compute.
 *
 * <p>Realistic because small layers are common: most of a light network's sums are call and
 * bookkeeping. 98 is the number of weighted layers of the heaviest cell.
 *
 * <p>Look for {@code kernel} at 98 tensors over 1 (what a tensor adds), and for {@code kernel}
 * beside {@code getter}, the cheapest call that JavaCPP makes, and {@code operation}, one LibTorch
 * operation with its result freed.
 *
 * <pre>benchmarks/run.sh KernelCallBenchmark</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelCallBenchmark {
  /** Tensors without elements, as the kernel takes them. */
  @State(Scope.Thread)
  public static class NoElements {
    @Param({"1", "98"})
    private int tensors;

    private Pointer[] pointers;
    private long[] sizes;

    /** Makes the arguments. */
    @Setup
    public void prepare() {
      pointers = new Pointer[tensors];
      sizes = new long[tensors];
    }
  }

  /** A LibTorch tensor without elements. */
  @State(Scope.Thread)
  public static class Empty {
    private Tensor tensor;

    /** Makes the tensor. */
    @Setup
    public void prepare() {
      HostProcess.dedicate();
      LibTorch.start();
      tensor = torch.empty(0).retainReference();
    }

    /** Frees the tensor. */
    @TearDown
    public void free() {
      tensor.releaseReference();
    }
  }

  /** One call of our kernel for all tensors. */
  @Benchmark
  public NodeSums[] kernel(NoElements none) {
    return Device.cpu()
        .kernels()
        .nodeSums(ElementType.FLOAT32, none.pointers, none.pointers, null, none.sizes);
  }

  /** One call that reads a field. */
  @Benchmark
  public long getter(Empty empty) {
    return empty.tensor.numel();
  }

  /** One LibTorch operation and its number. */
  @Benchmark
  public double operation(Empty empty) {
    try (PointerScope scope = new PointerScope()) {
      return empty.tensor.sum().item_double();
    }
  }
}
