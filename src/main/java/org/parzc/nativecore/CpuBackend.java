package org.parzc.nativecore;

/** The CPU, with the instruction set that {@link NativeLibrary#simd} names. */
public final class CpuBackend extends Backend {
  /**
   * Opens the CPU.
   *
   * @param threads how many threads a call may use where it is worth it, 1 to 1024; results do not depend on it
   * @throws NativeException if threads is out of range, or the library is not available
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
  long stream() {
    return 0;
  }
}
