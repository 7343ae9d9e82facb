package org.parzc.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
import org.parzc.nativecore.CpuBackend;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.HostProcess;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.Tensors;
import org.parzc.space.Architecture;

/**
 * All node sums, from tensors in LibTorch's memory to Java numbers: Σw², Σg², Σ|w·g|, Σw·g, Σw·h
 * and the count of non-finite entries of every weighted layer.
 *
 * <p>Realistic because tensors have the shapes of real networks; a light network is mostly calls, a
 * heavy one fits the cache, a batch of 64 does not.
 *
 * <p>Look for {@code NATIVE} over {@code LIBTORCH}, which gives the same numbers (target 5), and
 * for the gigabytes per second of the batch beside those of {@link MemoryReadBenchmark} (target 70
 * %).
 *
 * <pre>benchmarks/run.sh NodeSumsBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NodeSumsBenchmark {
  /** Whose tensors are summed. */
  public enum Networks {
    /** {@link Cell#LIGHT}. */
    LIGHT,
    /** {@link Cell#HEAVY}. */
    HEAVY,
    /** 64 cells drawn from the space. */
    BATCH_OF_64;

    List<Architecture> architectures() {
      return switch (this) {
        case LIGHT -> List.of(Cell.LIGHT.architecture());
        case HEAVY -> List.of(Cell.HEAVY.architecture());
        case BATCH_OF_64 -> Cell.drawn(64);
      };
    }
  }

  /** Who sums. */
  public enum Competitor {
    /**
     * One call of our kernel for all tensors, whose addresses are looked up each time, as in an
     * extraction.
     */
    NATIVE,
    /** The same on two threads. */
    NATIVE_TWO_THREADS,
    /**
     * The same on one thread with the addresses at hand: the kernel without the JNI calls that ask
     * for them.
     */
    NATIVE_ADDRESSES_KNOWN,
    /**
     * LibTorch's operations one by one in float32; w·g is computed once, and entries counted only
     * if a sum asks.
     */
    LIBTORCH,
    /**
     * The same, but counting non-finite entries every time: what it costs to leave nothing to
     * inference.
     */
    LIBTORCH_COUNTING,
    /** A plain loop over arrays; copying them out of LibTorch's memory, before, is not counted. */
    JAVA
  }

  /** Relative difference that summing in float32 explains. */
  private static final double ROUNDING = 1e-3;

  @Param private Networks networks;

  @Param private Competitor competitor;

  private NodeTensors tensors;
  private List<List<float[]>> arrays;
  private CpuBackend backend;
  private Arguments known;

  /** Arguments of the kernel. */
  private record Arguments(
      Pointer[] weights, Pointer[] gradients, Pointer[] hessianGradients, long[] sizes) {
    static Arguments of(List<NodeTensors.Node> nodes) {
      return new Arguments(
          addresses(nodes, NodeTensors.Node::weights),
          addresses(nodes, NodeTensors.Node::gradients),
          addresses(nodes, NodeTensors.Node::hessianGradients),
          nodes.stream().mapToLong(node -> node.weights().numel()).toArray());
    }

    private static Pointer[] addresses(
        List<NodeTensors.Node> nodes, Function<NodeTensors.Node, Tensor> which) {
      return nodes.stream()
          .map(which)
          .map(tensor -> Tensors.data(tensor, ElementType.FLOAT32))
          .toArray(Pointer[]::new);
    }
  }

  /** Makes the tensors, and checks that the competitor computes what the kernel does. */
  @Setup
  public void prepare() {
    HostProcess.dedicate();
    tensors = new NodeTensors(networks.architectures());
    backend = new CpuBackend(competitor == Competitor.NATIVE_TWO_THREADS ? 2 : 1);
    known = Arguments.of(tensors.nodes());
    arrays =
        competitor == Competitor.JAVA
            ? tensors.nodes().stream()
                .map(node -> node.all().stream().map(NodeSumsBenchmark::array).toList())
                .toList()
            : List.of();
    NodeSums[] expected = byKernel(known);
    NodeSums[] found = sums();
    for (int i = 0; i < expected.length; i++) {
      double scale = expected[i].absWg();
      if (Math.abs(found[i].absWg() - scale) > ROUNDING * scale
          || Math.abs(found[i].wg() - expected[i].wg()) > ROUNDING * scale
          || Math.abs(found[i].wh() - expected[i].wh()) > ROUNDING * scale
          || Math.abs(found[i].w2() - expected[i].w2()) > ROUNDING * expected[i].w2()
          || Math.abs(found[i].g2() - expected[i].g2()) > ROUNDING * expected[i].g2()
          || found[i].nonFinite() != expected[i].nonFinite()) {
        throw new IllegalStateException(
            competitor + " finds " + found[i] + ", the kernel " + expected[i]);
      }
    }
  }

  private static float[] array(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.data_ptr_float().get(values);
    return values;
  }

  /** Frees the tensors. */
  @TearDown
  public void free() {
    backend.close();
    tensors.close();
  }

  /** One call: all sums of all nodes of the networks. */
  @Benchmark
  public NodeSums[] allNodeSums(BytesRead read) {
    read.add(tensors.bytes());
    return sums();
  }

  private NodeSums[] sums() {
    return switch (competitor) {
      case NATIVE, NATIVE_TWO_THREADS -> byKernel(tensors.nodes());
      case NATIVE_ADDRESSES_KNOWN -> byKernel(known);
      case LIBTORCH -> byOperations(tensors.nodes(), false);
      case LIBTORCH_COUNTING -> byOperations(tensors.nodes(), true);
      case JAVA ->
          arrays.stream().map(a -> byLoop(a.get(0), a.get(1), a.get(2))).toArray(NodeSums[]::new);
    };
  }

  private NodeSums[] byKernel(List<NodeTensors.Node> nodes) {
    try (PointerScope scope = new PointerScope()) {
      return byKernel(Arguments.of(nodes));
    }
  }

  private NodeSums[] byKernel(Arguments arguments) {
    return new Kernels(backend)
        .nodeSums(
            ElementType.FLOAT32,
            arguments.weights(),
            arguments.gradients(),
            arguments.hessianGradients(),
            arguments.sizes());
  }

  private static NodeSums[] byOperations(List<NodeTensors.Node> nodes, boolean always) {
    return nodes.stream()
        .map(
            node -> {
              try (PointerScope scope = new PointerScope()) {
                double w = node.weights().norm().item_double();
                double g = node.gradients().norm().item_double();
                Tensor product = node.weights().mul(node.gradients());
                double wh = node.weights().mul(node.hessianGradients()).sum().item_double();
                boolean count = always || !Double.isFinite(w + g + wh);
                return new NodeSums(
                    w * w,
                    g * g,
                    product.abs().sum().item_double(),
                    product.sum().item_double(),
                    wh,
                    count ? node.all().stream().mapToLong(NodeSumsBenchmark::nonFinite).sum() : 0);
              }
            })
        .toArray(NodeSums[]::new);
  }

  private static long nonFinite(Tensor tensor) {
    return torch.isfinite(tensor).logical_not().sum().item_long();
  }

  private static NodeSums byLoop(float[] w, float[] g, float[] h) {
    double w2 = 0;
    double g2 = 0;
    double absWg = 0;
    double wg = 0;
    double wh = 0;
    long nonFinite = 0;
    for (int i = 0; i < w.length; i++) {
      double product = (double) w[i] * g[i];
      w2 += (double) w[i] * w[i];
      g2 += (double) g[i] * g[i];
      absWg += Math.abs(product);
      wg += product;
      wh += (double) w[i] * h[i];
      nonFinite +=
          (Float.isFinite(w[i]) ? 0 : 1)
              + (Float.isFinite(g[i]) ? 0 : 1)
              + (Float.isFinite(h[i]) ? 0 : 1);
    }
    return new NodeSums(w2, g2, absWg, wg, wh, nonFinite);
  }
}
