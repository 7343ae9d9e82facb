package org.parzc.nativecore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Kernels that are waited for together. A kernel is called with the arguments of its namesake in
 * {@link Kernels} and gives a {@link Pending} result; {@link #finish} waits for all of them, once,
 * and reads all results in one copy. On the CPU a kernel is done when its method returns, and its
 * elements are needed no longer.
 *
 * <p>On CUDA the work of a queue runs on one stream, the one that was current when the queue was
 * opened: after what was put there before, and before what is put there later. Elements must stay
 * valid until it is done; memory freed in the order of that stream, as LibTorch frees its tensors,
 * counts as valid. A queue keeps the {@link Pointer}s reachable that it was given until it is
 * finished. DiffKendall's gradient in device memory may be read by later work on the stream.
 *
 * <p>A queue serves one thread at a time, different queues different threads. Wrong use throws
 * {@link IllegalStateException}: of a queue that is closed, or whose backend is, or that another
 * thread is using.
 *
 * <p>In one class because there is one method for each kernel, and all put their work on the same
 * native queue.
 */
public final class KernelQueue implements AutoCloseable {
  private static final Lifetime.Call UNGUARDED = () -> {};

  private final Backend backend;
  private final NativeQueue queue;

  /** Closes the native queue; null where the backend lent it to one method. */
  private final Lifetime lifetime;

  private final AtomicBoolean busy = new AtomicBoolean();
  private final List<Result<?>> pending = new ArrayList<>();

  private KernelQueue(Backend backend, NativeQueue queue, Lifetime lifetime) {
    this.backend = backend;
    this.queue = queue;
    this.lifetime = lifetime;
  }

  /** Opens a queue for anybody. */
  static KernelQueue open(Backend backend) {
    Lifetime.Call open = backend.call();
    try {
      NativeQueue queue = new NativeQueue(backend);
      return new KernelQueue(
          backend,
          queue,
          new Lifetime(
              "queue",
              () -> {
                queue.close();
                open.close();
              }));
    } catch (RuntimeException | Error e) {
      open.close();
      throw e;
    }
  }

  /** Calls one kernel and waits for it, on a queue that is nobody else's and needs no guards. */
  static <T> T now(Backend backend, Function<KernelQueue, Pending<T>> kernel) {
    try (Lifetime.Call call = backend.call()) {
      NativeQueue lent = backend.lend();
      try {
        KernelQueue queue = new KernelQueue(backend, lent, null);
        Pending<T> result = kernel.apply(queue);
        queue.finish();
        return result.get();
      } finally {
        backend.takeBack(lent);
      }
    }
  }

  /** Columns of the sums of one node, asked for once: each answer is a call into native code. */
  private static final class Columns {
    static final int W2 = ParzcNative.sumW2();
    static final int G2 = ParzcNative.sumG2();
    static final int ABS_WG = ParzcNative.sumAbsWg();
    static final int WG = ParzcNative.sumWg();
    static final int WH = ParzcNative.sumWh();
    static final int NON_FINITE = ParzcNative.sumNonFinite();
    static final int COUNT = ParzcNative.sumColumns();

    private Columns() {}
  }

  /** What a kernel's results are read to, once they are there. */
  private static final class Result<T> implements Pending<T> {
    private final Supplier<T> reader;
    private T value;

    Result(Supplier<T> reader) {
      this.reader = reader;
    }

    void arrive() {
      value = reader.get();
    }

    @Override
    public T get() {
      if (value == null) {
        throw new IllegalStateException("queue: not finished since this kernel was called");
      }
      return value;
    }
  }

  /** The only use of the queue while it lasts. */
  private Lifetime.Call use() {
    if (lifetime == null) {
      return UNGUARDED;
    }
    Lifetime.Call call = lifetime.call();
    try {
      backend.requireOpen();
      if (!busy.compareAndSet(false, true)) {
        throw new IllegalStateException("queue: used by two threads at once");
      }
    } catch (IllegalStateException e) {
      call.close();
      throw e;
    }
    return () -> {
      busy.set(false);
      call.close();
    };
  }

  private <T> Pending<T> pending(Supplier<T> reader) {
    Result<T> result = new Result<>(reader);
    pending.add(result);
    return result;
  }

  /**
   * Puts {@link Kernels#nodeSums} on the queue.
   *
   * @param type type of all elements
   * @param weights one pointer per tensor; null only where the size is 0
   * @param gradients as many entries; a null entry is all zeros
   * @param hessianGradients h = Hg, as many entries, a null entry being all zeros; or null for none
   *     at all
   * @param sizes number of elements of each tensor, ≥ 0
   * @throws IllegalArgumentException if array lengths differ, or a pointer is of another type or
   *     too short
   * @throws NativeException if a size is negative or a weight is missing, or CUDA refuses the work
   */
  public Pending<NodeSums[]> nodeSums(
      ElementType type,
      Pointer[] weights,
      Pointer[] gradients,
      Pointer[] hessianGradients,
      long[] sizes) {
    int tensors = sizes.length;
    long[] w = Addresses.of("weights", type, weights, sizes, 1);
    long[] g = Addresses.of("gradients", type, gradients, sizes, 1);
    long[] h =
        hessianGradients == null
            ? null
            : Addresses.of("hessianGradients", type, hessianGradients, sizes, 1);
    try (Lifetime.Call use = use()) {
      keep(weights);
      keep(gradients);
      keep(hessianGradients);
      DoublePointer sums = queue.doubles(Math.multiplyExact(tensors, Columns.COUNT));
      NativeLibrary.check(
          ParzcNative.nodeSums(
              queue.handle(), type.code(), tensors, w, g, h, sizes, sums.address()));
      return pending(() -> nodeSums(read(sums)));
    }
  }

  private static NodeSums[] nodeSums(double[] sums) {
    NodeSums[] result = new NodeSums[sums.length / Columns.COUNT];
    for (int t = 0; t < result.length; t++) {
      int row = t * Columns.COUNT;
      result[t] =
          new NodeSums(
              sums[row + Columns.W2],
              sums[row + Columns.G2],
              sums[row + Columns.ABS_WG],
              sums[row + Columns.WG],
              sums[row + Columns.WH],
              (long) sums[row + Columns.NON_FINITE]);
    }
    return result;
  }

  /**
   * Puts {@link Kernels#fisher} on the queue.
   *
   * @param type type of all elements
   * @param activations a of each layer, of shape (images, channels, positions)
   * @param gradients δ = ∂L/∂a, of the same shapes; a null entry is all zeros
   * @param images n ≥ 0 of each layer
   * @param channels c ≥ 0 of each layer
   * @param positions s ≥ 0 of each layer
   * @throws IllegalArgumentException if array lengths differ, or a pointer is of another type or
   *     too short
   * @throws NativeException if a number is negative, their product overflows, or a pointer is
   *     missing, or CUDA refuses the work
   */
  public Pending<double[]> fisher(
      ElementType type,
      Pointer[] activations,
      Pointer[] gradients,
      long[] images,
      long[] channels,
      long[] positions) {
    int layers = activations.length;
    if (images.length != layers || channels.length != layers || positions.length != layers) {
      throw new IllegalArgumentException(
          "images, channels and positions have "
              + images.length
              + ", "
              + channels.length
              + " and "
              + positions.length
              + " entries, expected "
              + layers);
    }
    long[] counts = new long[layers];
    for (int l = 0; l < layers; l++) {
      counts[l] = Addresses.count(images[l], channels[l], positions[l]);
    }
    long[] a = Addresses.of("activations", type, activations, counts, 1);
    long[] d = Addresses.of("gradients", type, gradients, counts, 1);
    try (Lifetime.Call use = use()) {
      keep(activations);
      keep(gradients);
      DoublePointer fisher = queue.doubles(layers);
      NativeLibrary.check(
          ParzcNative.fisher(
              queue.handle(),
              type.code(),
              layers,
              a,
              d,
              images,
              channels,
              positions,
              fisher.address()));
      return pending(() -> read(fisher));
    }
  }

  /**
   * Puts {@link Kernels#signAgreement} on the queue.
   *
   * @param type type of all elements
   * @param inputs inputs of ReLUs, of shape (images, features)
   * @param images ≥ 0, at most 46,340
   * @param features ≥ 0, of each layer
   * @throws IllegalArgumentException if images is out of range, array lengths differ, or a pointer
   *     is of another type or too short
   * @throws NativeException if a number of features is negative, a product overflows, or a pointer
   *     is missing, or CUDA refuses the work
   */
  public Pending<long[][]> signAgreement(
      ElementType type, Pointer[] inputs, int images, long[] features) {
    if (images < 0 || images > 46_340) {
      throw new IllegalArgumentException("images is " + images + ", expected 0 to 46340");
    }
    int layers = features.length;
    long[] counts = new long[layers];
    for (int l = 0; l < layers; l++) {
      counts[l] = Addresses.count(images, features[l]);
    }
    long[] addresses = Addresses.of("inputs", type, inputs, counts, 1);
    int entries = images * images;
    try (Lifetime.Call use = use()) {
      keep(inputs);
      LongPointer agreement = queue.longs(Math.multiplyExact(layers, entries));
      NativeLibrary.check(
          ParzcNative.signAgreement(
              queue.handle(),
              type.code(),
              layers,
              images,
              addresses,
              features,
              agreement.address()));
      return pending(
          () -> {
            long[][] matrices = new long[layers][entries];
            for (int l = 0; l < layers; l++) {
              agreement.position((long) l * entries).get(matrices[l]);
            }
            return matrices;
          });
    }
  }

  /**
   * Puts {@link Kernels#zico} on the queue.
   *
   * @param type type of all elements
   * @param gradients tensors × batches pointers, the batches of one tensor adjacent; a null entry
   *     is all zeros
   * @param batches number of batches, ≥ 2
   * @param sizes number of elements of each tensor, ≥ 0
   * @throws IllegalArgumentException if there are not sizes.length × batches pointers, or one is of
   *     another type or too short
   * @throws NativeException if batches is below 2 or a size is negative, or CUDA refuses the work
   */
  public Pending<double[]> zico(ElementType type, Pointer[] gradients, int batches, long[] sizes) {
    long[] g = Addresses.of("gradients", type, gradients, sizes, batches);
    try (Lifetime.Call use = use()) {
      keep(gradients);
      DoublePointer zico = queue.doubles(sizes.length);
      NativeLibrary.check(
          ParzcNative.zico(
              queue.handle(), type.code(), sizes.length, batches, g, sizes, zico.address()));
      return pending(() -> read(zico));
    }
  }

  /**
   * Puts {@link Kernels#diffKendall(ElementType, Pointer, Pointer, long[], double, Pointer)} on the
   * queue. That an element is not finite shows in {@link #finish}.
   *
   * @param type type of all elements
   * @param predictions x of all lists, one after another, finite
   * @param labels y of all lists, finite
   * @param sizes n ≥ 2 of each list
   * @param alpha α, finite, above 0
   * @param gradient receives ∂τ_α/∂x_i of all lists, one after another; or null
   * @throws IllegalArgumentException if a pointer is of another type or too short
   * @throws NativeException if a size or α is out of range, or a pointer is missing, or CUDA
   *     refuses the work
   */
  public Pending<double[]> diffKendall(
      ElementType type,
      Pointer predictions,
      Pointer labels,
      long[] sizes,
      double alpha,
      Pointer gradient) {
    long all = 0;
    for (long n : sizes) {
      // A size that makes no sense is left to the native check.
      all += Math.max(0, n);
    }
    long x = Addresses.of("predictions", type, predictions, all);
    long y = Addresses.of("labels", type, labels, all);
    long slopes = Addresses.of("gradient", type, gradient, all);
    try (Lifetime.Call use = use()) {
      queue.keep(predictions);
      queue.keep(labels);
      queue.keep(gradient);
      DoublePointer values = queue.doubles(sizes.length);
      NativeLibrary.check(
          ParzcNative.diffKendall(
              queue.handle(),
              type.code(),
              sizes.length,
              sizes,
              x,
              y,
              alpha,
              values.address(),
              slopes));
      return pending(() -> read(values));
    }
  }

  /**
   * Puts {@link Kernels#diffKendall(double[], double[], double)} on the queue. The arrays are read
   * before this returns; that a value is not finite shows here or in {@link #finish}.
   *
   * @param predictions x, at least 2 finite values
   * @param labels y, as many finite values
   * @param alpha α, finite, above 0
   * @throws IllegalArgumentException if the lengths differ
   * @throws NativeException if there are fewer than 2 values, or α is out of range, or CUDA refuses
   *     the work
   */
  public Pending<DiffKendall> diffKendall(double[] predictions, double[] labels, double alpha) {
    int n = predictions.length;
    if (labels.length != n) {
      throw new IllegalArgumentException("labels has " + labels.length + " values, expected " + n);
    }
    try (Lifetime.Call use = use()) {
      DoublePointer value = queue.doubles(1);
      DoublePointer gradient = queue.doubles(n);
      NativeLibrary.check(
          ParzcNative.diffKendallOfHost(
              queue.handle(),
              ElementType.FLOAT64.code(),
              1,
              new long[] {n},
              predictions,
              labels,
              alpha,
              value.address(),
              gradient.address()));
      return pending(() -> new DiffKendall(value.get(), read(gradient)));
    }
  }

  /** The caller may change the array; who the pointers belong to must stay. */
  private void keep(Pointer[] pointers) {
    queue.keep(pointers == null ? null : pointers.clone());
  }

  private static double[] read(DoublePointer values) {
    double[] read = new double[Math.toIntExact(values.capacity())];
    values.get(read);
    return read;
  }

  /**
   * Waits for the kernels that were called since the last time, and reads their results: all, or
   * after an exception none. Either way the queue is empty then, and can be used again.
   *
   * @throws NativeException if an element that must be finite is not, or CUDA failed in the
   *     meantime
   */
  public void finish() {
    try (Lifetime.Call use = use()) {
      try {
        queue.finish();
        pending.forEach(Result::arrive);
      } finally {
        pending.clear();
        queue.release();
      }
    }
  }

  /**
   * Frees native memory; waits for kernels that were not finished, but not for their results. While
   * another thread uses the queue, that happens once it has returned. Closing twice is allowed.
   */
  @Override
  public void close() {
    lifetime.close();
  }
}
