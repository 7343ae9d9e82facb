package org.parzc.nativecore;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.Pointer;

/**
 * The native kernels. Elements are read where they lie, by address: a {@link Pointer} argument points to contiguous
 * elements of the stated type, such as {@code tensor.data_ptr_float()} of a contiguous LibTorch tensor, and the caller
 * keeps it alive until the method returns. Where a pointer knows its limit, reading past it is refused.
 *
 * <p>All sums are accumulated in float64 in a fixed order, so results are repeatable to the bit on every instruction
 * set. All methods are thread-safe and throw {@link NativeException} if {@link NativeLibrary} is not available.
 */
public final class Kernels {
  private Kernels() {}

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
  public static NodeSums[] nodeSums(
      ElementType type, Pointer[] weights, Pointer[] gradients, Pointer[] hessianGradients, long[] sizes) {
    NativeLibrary.require();
    int tensors = sizes.length;
    long[] w = Addresses.of("weights", type, weights, sizes, 1);
    long[] g = Addresses.of("gradients", type, gradients, sizes, 1);
    long[] h = hessianGradients == null ? null : Addresses.of("hessianGradients", type, hessianGradients, sizes, 1);
    int columns = ParzcNative.sumColumns();
    double[] sums = new double[Math.multiplyExact(tensors, columns)];
    try {
      NativeLibrary.check(ParzcNative.nodeSums(type.code(), tensors, w, g, h, sizes, sums));
    } finally {
      Reference.reachabilityFence(weights);
      Reference.reachabilityFence(gradients);
      Reference.reachabilityFence(hessianGradients);
    }
    NodeSums[] result = new NodeSums[tensors];
    for (int t = 0; t < tensors; t++) {
      int row = t * columns;
      result[t] =
          new NodeSums(
              sums[row + ParzcNative.sumW2()],
              sums[row + ParzcNative.sumG2()],
              sums[row + ParzcNative.sumAbsWg()],
              sums[row + ParzcNative.sumWg()],
              sums[row + ParzcNative.sumWh()],
              (long) sums[row + ParzcNative.sumNonFinite()]);
    }
    return result;
  }

  /**
   * Fisher information of one layer's output: Σ_c ½ mean_n (Σ_s a·δ)².
   *
   * @param type type of all elements
   * @param activations a, of shape (images, channels, positions)
   * @param gradients δ = ∂L/∂a, of the same shape
   * @param images n ≥ 0
   * @param channels c ≥ 0
   * @param positions s ≥ 0
   * @return the sum over channels; 0 if there are no elements
   * @throws IllegalArgumentException if a pointer is of another type or too short
   * @throws NativeException if a number is negative, their product overflows, or a pointer is missing
   */
  public static double fisher(
      ElementType type, Pointer activations, Pointer gradients, long images, long channels, long positions) {
    NativeLibrary.require();
    long count = Addresses.count(images, channels, positions);
    double[] result = new double[1];
    try {
      NativeLibrary.check(
          ParzcNative.fisher(
              type.code(),
              Addresses.of("activations", type, activations, count),
              Addresses.of("gradients", type, gradients, count),
              images,
              channels,
              positions,
              result));
    } finally {
      Reference.reachabilityFence(activations);
      Reference.reachabilityFence(gradients);
    }
    return result[0];
  }

  /**
   * Agreement of activation signs, the kernel matrix K of NWOT: entry images·i + j is the number of features whose
   * inputs are positive for both images i and j or for neither. NaN counts as not positive.
   *
   * @param type type of all elements
   * @param inputs inputs of a ReLU, of shape (images, features)
   * @param images ≥ 0, at most 46,340
   * @param features ≥ 0
   * @return a symmetric matrix of images × images, row by row
   * @throws IllegalArgumentException if images is out of range, or the pointer is of another type or too short
   * @throws NativeException if features is negative, the product overflows, or the pointer is missing
   */
  public static long[] signAgreement(ElementType type, Pointer inputs, int images, long features) {
    NativeLibrary.require();
    if (images < 0 || images > 46_340) {
      throw new IllegalArgumentException("images is " + images + ", expected 0 to 46340");
    }
    long[] agreement = new long[images * images];
    try {
      long address = Addresses.of("inputs", type, inputs, Addresses.count(images, features));
      NativeLibrary.check(ParzcNative.signAgreement(type.code(), address, images, features, agreement));
    } finally {
      Reference.reachabilityFence(inputs);
    }
    return agreement;
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
  public static double[] zico(ElementType type, Pointer[] gradients, int batches, long[] sizes) {
    NativeLibrary.require();
    long[] g = Addresses.of("gradients", type, gradients, sizes, batches);
    double[] zico = new double[sizes.length];
    try {
      NativeLibrary.check(ParzcNative.zico(type.code(), sizes.length, batches, g, sizes, zico));
    } finally {
      Reference.reachabilityFence(gradients);
    }
    return zico;
  }

  /**
   * DiffKendall, τ_α = 2/(n(n−1)) Σ_{i&lt;j} tanh(α(x_i−x_j)/2)·tanh(α(y_i−y_j)/2), and its derivatives by x, in
   * O(n) memory and O(n²) time. Ties give exactly 0 for their pair.
   *
   * @param type type of all elements
   * @param predictions x, n finite elements
   * @param labels y, n finite elements
   * @param n ≥ 2
   * @param alpha α, finite, above 0
   * @param gradient receives n elements ∂τ_α/∂x_i; or null
   * @return τ_α, in [−1, 1]
   * @throws IllegalArgumentException if a pointer is of another type or too short
   * @throws NativeException if n, α or an element is out of range, or a pointer is missing
   */
  public static double diffKendall(
      ElementType type, Pointer predictions, Pointer labels, long n, double alpha, Pointer gradient) {
    NativeLibrary.require();
    double[] value = new double[1];
    try {
      NativeLibrary.check(
          ParzcNative.diffKendall(
              type.code(),
              Addresses.of("predictions", type, predictions, n),
              Addresses.of("labels", type, labels, n),
              n,
              alpha,
              value,
              Addresses.of("gradient", type, gradient, n)));
    } finally {
      Reference.reachabilityFence(predictions);
      Reference.reachabilityFence(labels);
      Reference.reachabilityFence(gradient);
    }
    return value[0];
  }

  /**
   * DiffKendall of plain arrays; see {@link #diffKendall(ElementType, Pointer, Pointer, long, double, Pointer)}.
   *
   * @param predictions x, at least 2 finite values
   * @param labels y, as many finite values
   * @param alpha α, finite, above 0
   * @return τ_α and its derivatives by x
   * @throws IllegalArgumentException if the lengths differ
   * @throws NativeException if there are fewer than 2 values, or α or a value is out of range
   */
  public static DiffKendall diffKendall(double[] predictions, double[] labels, double alpha) {
    NativeLibrary.require();
    if (labels.length != predictions.length) {
      throw new IllegalArgumentException("labels has " + labels.length + " values, expected " + predictions.length);
    }
    double[] value = new double[1];
    double[] gradient = new double[predictions.length];
    NativeLibrary.check(
        ParzcNative.diffKendall(
            ElementType.FLOAT64.code(), predictions, labels, predictions.length, alpha, value, gradient));
    return new DiffKendall(value[0], gradient);
  }
}
