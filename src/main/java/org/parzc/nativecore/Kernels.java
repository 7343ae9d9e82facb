package org.parzc.nativecore;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.Pointer;

/**
 * The native kernels on one backend. Elements are read where they lie, by address: a {@link Pointer} argument points to
 * contiguous elements of the stated type in the backend's memory, such as {@code tensor.data_ptr_float()} of a
 * contiguous LibTorch tensor, and the caller keeps it alive until the method returns. Where a pointer knows its limit,
 * reading past it is refused.
 *
 * <p>All sums are accumulated in float64 in a fixed order, so results are repeatable to the bit on every instruction
 * set and with any number of threads; CPU and CUDA differ in that order alone. Every method throws
 * {@link IllegalStateException} once the backend is closed. Thread-safe.
 */
public final class Kernels {
  private final Backend backend;

  /**
   * @param backend where to run; stays the caller's to close
   */
  public Kernels(Backend backend) {
    this.backend = backend;
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

  /**
   * Sums over weight tensors and their gradients, each element read once: the pieces of l2_norm, grad_norm, snip,
   * plain and grasp.
   *
   * @param type type of all elements
   * @param weights one pointer per tensor; null only where the size is 0
   * @param gradients as many entries; a null entry is all zeros
   * @param hessianGradients h = Hg, as many entries, a null entry being all zeros; or null for none at all
   * @param sizes number of elements of each tensor, ≥ 0
   * @return one entry per tensor, in order; an empty tensor has zeros
   * @throws IllegalArgumentException if array lengths differ, or a pointer is of another type or too short
   * @throws NativeException if a size is negative or a weight is missing
   */
  public NodeSums[] nodeSums(
      ElementType type, Pointer[] weights, Pointer[] gradients, Pointer[] hessianGradients, long[] sizes) {
    int tensors = sizes.length;
    long[] w = Addresses.of("weights", type, weights, sizes, 1);
    long[] g = Addresses.of("gradients", type, gradients, sizes, 1);
    long[] h = hessianGradients == null ? null : Addresses.of("hessianGradients", type, hessianGradients, sizes, 1);
    double[] sums = new double[Math.multiplyExact(tensors, Columns.COUNT)];
    try (Lifetime.Call call = backend.call()) {
      NativeLibrary.check(
          ParzcNative.nodeSums(backend.handle(), backend.stream(), type.code(), tensors, w, g, h, sizes, sums));
    } finally {
      Reference.reachabilityFence(weights);
      Reference.reachabilityFence(gradients);
      Reference.reachabilityFence(hessianGradients);
    }
    NodeSums[] result = new NodeSums[tensors];
    for (int t = 0; t < tensors; t++) {
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
   * Fisher information of layers' outputs: Σ_c ½ mean_n (Σ_s a·δ)².
   *
   * @param type type of all elements
   * @param activations a of each layer, of shape (images, channels, positions)
   * @param gradients δ = ∂L/∂a, of the same shapes; a null entry is all zeros
   * @param images n ≥ 0 of each layer
   * @param channels c ≥ 0 of each layer
   * @param positions s ≥ 0 of each layer
   * @return the sum over channels of each layer; 0 if there are no elements
   * @throws IllegalArgumentException if array lengths differ, or a pointer is of another type or too short
   * @throws NativeException if a number is negative, their product overflows, or a pointer is missing
   */
  public double[] fisher(
      ElementType type,
      Pointer[] activations,
      Pointer[] gradients,
      long[] images,
      long[] channels,
      long[] positions) {
    int layers = activations.length;
    if (images.length != layers || channels.length != layers || positions.length != layers) {
      throw new IllegalArgumentException(
          "images, channels and positions have " + images.length + ", " + channels.length + " and "
              + positions.length + " entries, expected " + layers);
    }
    long[] counts = new long[layers];
    for (int l = 0; l < layers; l++) {
      counts[l] = Addresses.count(images[l], channels[l], positions[l]);
    }
    long[] a = Addresses.of("activations", type, activations, counts, 1);
    long[] d = Addresses.of("gradients", type, gradients, counts, 1);
    double[] fisher = new double[layers];
    try (Lifetime.Call call = backend.call()) {
      NativeLibrary.check(
          ParzcNative.fisher(
              backend.handle(), backend.stream(), type.code(), layers, a, d, images, channels, positions, fisher));
    } finally {
      Reference.reachabilityFence(activations);
      Reference.reachabilityFence(gradients);
    }
    return fisher;
  }

  /**
   * Agreement of activation signs, the kernel matrix K of NWOT of each layer: entry images·i + j is the number of
   * features whose inputs are positive for both images i and j or for neither. NaN counts as not positive.
   *
   * @param type type of all elements
   * @param inputs inputs of ReLUs, of shape (images, features)
   * @param images ≥ 0, at most 46,340
   * @param features ≥ 0, of each layer
   * @return for each layer a symmetric matrix of images × images, row by row
   * @throws IllegalArgumentException if images is out of range, array lengths differ, or a pointer is of another type
   *     or too short
   * @throws NativeException if a number of features is negative, a product overflows, or a pointer is missing
   */
  public long[][] signAgreement(ElementType type, Pointer[] inputs, int images, long[] features) {
    if (images < 0 || images > 46_340) {
      throw new IllegalArgumentException("images is " + images + ", expected 0 to 46340");
    }
    int layers = features.length;
    long[] counts = new long[layers];
    for (int l = 0; l < layers; l++) {
      counts[l] = Addresses.count(images, features[l]);
    }
    long[] addresses = Addresses.of("inputs", type, inputs, counts, 1);
    long[] agreement = new long[Math.multiplyExact(layers, images * images)];
    try (Lifetime.Call call = backend.call()) {
      NativeLibrary.check(
          ParzcNative.signAgreement(
              backend.handle(), backend.stream(), type.code(), layers, images, addresses, features, agreement));
    } finally {
      Reference.reachabilityFence(inputs);
    }
    long[][] matrices = new long[layers][images * images];
    for (int l = 0; l < layers; l++) {
      System.arraycopy(agreement, l * images * images, matrices[l], 0, images * images);
    }
    return matrices;
  }

  /**
   * ZiCo of weight tensors, before the logarithm: Σ_k mean_b |g_b| / std_b(g_b) over the entries k whose population
   * standard deviation over batches is not 0.
   *
   * @param type type of all elements
   * @param gradients tensors × batches pointers, the batches of one tensor adjacent; a null entry is all zeros
   * @param batches number of batches, ≥ 2
   * @param sizes number of elements of each tensor, ≥ 0
   * @return one value per tensor
   * @throws IllegalArgumentException if there are not sizes.length × batches pointers, or one is of another type or
   *     too short
   * @throws NativeException if batches is below 2 or a size is negative
   */
  public double[] zico(ElementType type, Pointer[] gradients, int batches, long[] sizes) {
    long[] g = Addresses.of("gradients", type, gradients, sizes, batches);
    double[] zico = new double[sizes.length];
    try (Lifetime.Call call = backend.call()) {
      NativeLibrary.check(
          ParzcNative.zico(backend.handle(), backend.stream(), type.code(), sizes.length, batches, g, sizes, zico));
    } finally {
      Reference.reachabilityFence(gradients);
    }
    return zico;
  }

  /**
   * DiffKendall of many lists, τ_α = 2/(n(n−1)) Σ_{i&lt;j} tanh(α(x_i−x_j)/2)·tanh(α(y_i−y_j)/2), and its derivatives
   * by x, in O(n) memory and O(n²) time. Ties give exactly 0 for their pair.
   *
   * @param type type of all elements
   * @param predictions x of all lists, one after another, finite
   * @param labels y of all lists, finite
   * @param sizes n ≥ 2 of each list
   * @param alpha α, finite, above 0
   * @param gradient receives ∂τ_α/∂x_i of all lists, one after another; or null
   * @return τ_α of each list, in [−1, 1]
   * @throws IllegalArgumentException if a pointer is of another type or too short
   * @throws NativeException if a size, α or an element is out of range, or a pointer is missing
   */
  public double[] diffKendall(
      ElementType type, Pointer predictions, Pointer labels, long[] sizes, double alpha, Pointer gradient) {
    double[] values = new double[sizes.length];
    long all = 0;
    for (long n : sizes) {
      // A size that makes no sense is left to the native check.
      all += Math.max(0, n);
    }
    try (Lifetime.Call call = backend.call()) {
      NativeLibrary.check(
          ParzcNative.diffKendall(
              backend.handle(),
              backend.stream(),
              type.code(),
              sizes.length,
              sizes,
              Addresses.of("predictions", type, predictions, all),
              Addresses.of("labels", type, labels, all),
              alpha,
              values,
              Addresses.of("gradient", type, gradient, all)));
    } finally {
      Reference.reachabilityFence(predictions);
      Reference.reachabilityFence(labels);
      Reference.reachabilityFence(gradient);
    }
    return values;
  }

  /**
   * DiffKendall of one list in Java's memory; see
   * {@link #diffKendall(ElementType, Pointer, Pointer, long[], double, Pointer)}.
   *
   * @param predictions x, at least 2 finite values
   * @param labels y, as many finite values
   * @param alpha α, finite, above 0
   * @return τ_α and its derivatives by x
   * @throws IllegalArgumentException if the lengths differ
   * @throws NativeException if there are fewer than 2 values, or α or a value is out of range
   */
  public DiffKendall diffKendall(double[] predictions, double[] labels, double alpha) {
    if (labels.length != predictions.length) {
      throw new IllegalArgumentException("labels has " + labels.length + " values, expected " + predictions.length);
    }
    try (Lifetime.Call call = backend.call()) {
      return backend.diffKendall(predictions, labels, alpha);
    }
  }
}
