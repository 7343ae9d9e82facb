package org.parzc.nativecore;

import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * The loading of {@code libparzc} and its glue: once per process, at the first question. A library
 * that does not load is an answer, not a surprise: the first failure is kept with its text.
 * Thread-safe.
 */
public final class NativeLibrary {
  private static final Throwable FAILURE = load();

  private NativeLibrary() {}

  /** Asked for once: each answer is a call into native code. */
  private static final class Codes {
    static final int OK = ParzcNative.ok();

    private Codes() {}
  }

  private static Throwable load() {
    try {
      Loader.load(ParzcNative.class);
      HostProcess.whenSet(HostProcess.Setting.KEEP_FREED_MEMORY, ParzcNative::settleAllocator);
      HostProcess.whenSet(HostProcess.Setting.SKIP_DESTRUCTORS, ParzcNative::skipDestructors);
      return null;
    } catch (LinkageError | RuntimeException e) {
      return e;
    }
  }

  /** Says whether the kernels can be called. Never throws. */
  public static boolean isAvailable() {
    return FAILURE == null;
  }

  /** Returns why the library did not load, or nothing if it did. Never throws. */
  public static Optional<String> failure() {
    return Optional.ofNullable(FAILURE).map(Throwable::toString);
  }

  /**
   * Returns the version of the native library, "major.minor.patch".
   *
   * @throws NativeException if the library is not available
   */
  public static String version() {
    require();
    return ParzcNative.version();
  }

  /**
   * Returns the instruction set that the kernels run with: "avx512", "avx2" or "baseline". The
   * environment variable {@code PARZC_SIMD}, set to one of these, caps it.
   *
   * @throws NativeException if the library is not available, or {@code PARZC_SIMD} names no
   *     instruction set
   */
  public static String simd() {
    require();
    String simd = ParzcNative.simd();
    if (simd.isEmpty()) {
      throw new NativeException(
          NativeException.Kind.INVALID_ARGUMENT, ParzcNative.lastError(), null);
    }
    return simd;
  }

  /**
   * Sets how many threads OpenMP gives to what the calling thread begins, and to nothing else in
   * the process.
   *
   * @param library name of a loaded library, such as {@code libtorch_cpu.so}, whose OpenMP is meant
   * @param threads at least 1
   * @throws NativeException if the library is not available, no library of that name is loaded, or
   *     it uses no OpenMP
   */
  public static void setOpenMpThreads(String library, int threads) {
    require();
    check(ParzcNative.setOpenMpThreads(library, threads));
  }

  /**
   * Returns the GPU architectures that the library holds machine code for, such as "80 90"; empty
   * if it was built without CUDA.
   *
   * @throws NativeException if the library is not available
   */
  public static String cudaArchitectures() {
    require();
    return ParzcNative.cudaArchitectures();
  }

  /** Throws unless the library is available, with the text of the first failure. */
  static void require() {
    if (FAILURE != null) {
      throw new NativeException(
          NativeException.Kind.UNAVAILABLE, "libparzc is not available: " + FAILURE, FAILURE);
    }
  }

  /** Turns a return code into an exception that carries the library's own words. */
  static void check(int code) {
    if (code != Codes.OK) {
      NativeException.Kind kind = NativeException.Kind.of(code);
      String prefix = kind == NativeException.Kind.INTERNAL_ERROR ? "internal error: " : "";
      throw new NativeException(kind, prefix + ParzcNative.lastError(), null);
    }
  }
}
