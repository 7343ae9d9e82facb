package org.parzc.nativecore;

/**
 * Where kernels run: the CPU or a CUDA device. Opened once and closed when nothing uses it any more; what is read and
 * written lies in its memory. Thread-safe until closed.
 */
public abstract sealed class Backend implements AutoCloseable permits CpuBackend, CudaBackend {
  private final long handle;
  private final String description;

  Backend(long handle) {
    this.handle = handle;
    description = ParzcNative.describe(handle);
  }

  /** Returns what this is, such as "cpu, avx512, 2 threads" or "cuda, NVIDIA H100, sm_90". */
  public final String description() {
    return description;
  }

  /** The native backend; void once closed. */
  final long handle() {
    return handle;
  }

  /** The stream to work on, as an address; 0 where there are none, and for CUDA's default stream. */
  abstract long stream();

  /** Returns DiffKendall of lists in Java's memory; see {@link Kernels#diffKendall(double[], double[], double)}. */
  abstract DiffKendall diffKendall(double[] predictions, double[] labels, double alpha);

  /** Frees native memory; kernels that use this backend must have returned, and no others may follow. */
  @Override
  public final void close() {
    ParzcNative.close(handle);
  }
}
