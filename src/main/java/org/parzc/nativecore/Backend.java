package org.parzc.nativecore;

/**
 * Where kernels run: the CPU or a CUDA device. What is read and written lies in its memory. Freed by {@link #close},
 * or, if it was never closed, after it became unreachable. Thread-safe.
 */
public abstract sealed class Backend implements AutoCloseable permits CpuBackend, CudaBackend {
  private final long handle;
  private final String description;
  private final Lifetime lifetime;

  Backend(long handle) {
    this.handle = handle;
    description = ParzcNative.describe(handle);
    lifetime = new Lifetime("backend", () -> ParzcNative.close(handle));
  }

  /**
   * Returns what this is, such as "cpu, avx512, 2 threads" or "cuda, NVIDIA H100, sm_90".
   *
   * @throws IllegalStateException if it is closed
   */
  public final String description() {
    lifetime.requireOpen();
    return description;
  }

  /**
   * Begins a kernel: the handle is good until it returns.
   *
   * @throws IllegalStateException if the backend is closed
   */
  final Lifetime.Call call() {
    return lifetime.call();
  }

  /** The native backend, good inside a {@link #call}. */
  final long handle() {
    return handle;
  }

  /** The stream to work on, as an address; 0 where there are none, and for CUDA's default stream. */
  abstract long stream();

  /** Returns DiffKendall of lists in Java's memory; see {@link Kernels#diffKendall(double[], double[], double)}. */
  abstract DiffKendall diffKendall(double[] predictions, double[] labels, double alpha);

  /**
   * Frees native memory once the kernels that run have returned; later ones are refused. Closing twice is allowed.
   */
  @Override
  public final void close() {
    lifetime.close();
  }
}
