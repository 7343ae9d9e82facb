package org.parzc.nativecore;

import org.bytedeco.javacpp.Pointer;

/**
 * The native kernels on one backend. Elements are read where they lie, by address: a {@link
 * Pointer} argument points to contiguous elements of the stated type in the backend's memory, such
 * as {@code tensor.data_ptr_float()} of a contiguous LibTorch tensor, and the caller keeps it alive
 * until the method returns. Where a pointer knows its limit, reading past it is refused. Each
 * method waits for the device; a {@link KernelQueue} waits once for several kernels.
 *
 * <p>All sums are accumulated in float64 in a fixed order, so results are repeatable to the bit on
 * every instruction set and with any number of threads; CPU and CUDA differ in that order alone.
 * Every method throws {@link IllegalStateException} once the backend is closed. Thread-safe.
 */
public final class Kernels {
  private final Backend backend;

  /**
   * @param backend where to run; stays the caller's to close
   */
  public Kernels(Backend backend) {
    this.backend = backend;
  }

  /**
   * Opens a queue, on which several kernels wait for the device together. On CUDA it works on the
   * stream that is current now.
   *
   * @return a queue to be closed by the caller
   * @throws IllegalStateException if the backend is closed
   */
  public KernelQueue queue() {
    return KernelQueue.open(backend);
  }

  /**
   * Sums over weight tensors and their gradients, each element read once: the pieces of l2_norm,
   * grad_norm, snip, plain and grasp.
   *
   * @param type type of all elements
   * @param weights one pointer per tensor; null only where the size is 0
   * @param gradients as many entries; a null entry is all zeros
   * @param hessianGradients h = Hg, as many entries, a null entry being all zeros; or null for none
   *     at all
   * @param sizes number of elements of each tensor, ≥ 0
   * @return one entry per tensor, in order; an empty tensor has zeros
   * @throws IllegalArgumentException if array lengths differ, or a pointer is of another type or
   *     too short
   * @throws NativeException if a size is negative or a weight is missing
   */
  public NodeSums[] nodeSums(
      ElementType type,
      Pointer[] weights,
      Pointer[] gradients,
      Pointer[] hessianGradients,
      long[] sizes) {
    return KernelQueue.now(
        backend, queue -> queue.nodeSums(type, weights, gradients, hessianGradients, sizes));
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
   * @throws IllegalArgumentException if array lengths differ, or a pointer is of another type or
   *     too short
   * @throws NativeException if a number is negative, their product overflows, or a pointer is
   *     missing
   */
  public double[] fisher(
      ElementType type,
      Pointer[] activations,
      Pointer[] gradients,
      long[] images,
      long[] channels,
      long[] positions) {
    return KernelQueue.now(
        backend, queue -> queue.fisher(type, activations, gradients, images, channels, positions));
  }

  /**
   * Agreement of activation signs, the kernel matrix K of NWOT of each layer: entry images·i + j is
   * the number of features whose inputs are positive for both images i and j or for neither. NaN
   * counts as not positive.
   *
   * @param type type of all elements
   * @param inputs inputs of ReLUs, of shape (images, features)
   * @param images ≥ 0, at most 46,340
   * @param features ≥ 0, of each layer
   * @return for each layer a symmetric matrix of images × images, row by row
   * @throws IllegalArgumentException if images is out of range, array lengths differ, or a pointer
   *     is of another type or too short
   * @throws NativeException if a number of features is negative, a product overflows, or a pointer
   *     is missing
   */
  public long[][] signAgreement(ElementType type, Pointer[] inputs, int images, long[] features) {
    return KernelQueue.now(backend, queue -> queue.signAgreement(type, inputs, images, features));
  }

  /**
   * ZiCo of weight tensors, before the logarithm: Σ_k mean_b |g_b| / std_b(g_b) over the entries k
   * whose population standard deviation over batches is not 0.
   *
   * @param type type of all elements
   * @param gradients tensors × batches pointers, the batches of one tensor adjacent; a null entry
   *     is all zeros
   * @param batches number of batches, ≥ 2
   * @param sizes number of elements of each tensor, ≥ 0
   * @return one value per tensor
   * @throws IllegalArgumentException if there are not sizes.length × batches pointers, or one is of
   *     another type or too short
   * @throws NativeException if batches is below 2 or a size is negative
   */
  public double[] zico(ElementType type, Pointer[] gradients, int batches, long[] sizes) {
    return KernelQueue.now(backend, queue -> queue.zico(type, gradients, batches, sizes));
  }

  /**
   * DiffKendall of many lists, τ_α = 2/(n(n−1)) Σ_{i&lt;j} tanh(α(x_i−x_j)/2)·tanh(α(y_i−y_j)/2),
   * and its derivatives by x, in O(n) memory and O(n²) time. Ties give exactly 0 for their pair.
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
      ElementType type,
      Pointer predictions,
      Pointer labels,
      long[] sizes,
      double alpha,
      Pointer gradient) {
    return KernelQueue.now(
        backend, queue -> queue.diffKendall(type, predictions, labels, sizes, alpha, gradient));
  }

  /**
   * DiffKendall of one list in Java's memory; see {@link #diffKendall(ElementType, Pointer,
   * Pointer, long[], double, Pointer)}.
   *
   * @param predictions x, at least 2 finite values
   * @param labels y, as many finite values
   * @param alpha α, finite, above 0
   * @return τ_α and its derivatives by x
   * @throws IllegalArgumentException if the lengths differ
   * @throws NativeException if there are fewer than 2 values, or α or a value is out of range
   */
  public DiffKendall diffKendall(double[] predictions, double[] labels, double alpha) {
    return KernelQueue.now(backend, queue -> queue.diffKendall(predictions, labels, alpha));
  }
}
