package org.parzc.nativecore;

/** The CPU, with the instruction set that {@link NativeLibrary#simd} names. */
public final class CpuBackend extends Backend {
  /**
   * Opens the CPU.
   *
   * @param threads how many threads a call may use where it is worth it, 1 to 1024; results do not
   *     depend on it
   * @throws NativeException if threads is out of range, the library is not available, or {@code
   *     PARZC_SIMD} names no instruction set
   */
  public CpuBackend(int threads) {
    super(open(threads));
  }

  private static long open(int threads) {
    NativeLibrary.require();
    long[] backend = new long[1];
    NativeLibrary.check(ParzcNative.openCpu(threads, backend));
    return backend[0];
  }

  @Override
  boolean hasStreams() {
    return false;
  }

  @Override
  long stream() {
    return 0;
  }
}
