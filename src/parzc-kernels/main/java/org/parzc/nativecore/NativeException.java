package org.parzc.nativecore;

/**
 * The native core refused a call, failed, or could not be loaded. The message is that of the native
 * library or of its loader.
 */
public final class NativeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong, for who must decide what to do now. */
  public enum Kind {
    /** An argument makes no sense. */
    INVALID_ARGUMENT,
    /** There is no such device, or the library, or that part of it, is not there. */
    UNAVAILABLE,
    /** Memory is exhausted, the device's or the host's: less at once may work. */
    OUT_OF_MEMORY,
    /** CUDA failed; {@link Backend#checkDevice} says whether for good. */
    CUDA_ERROR,
    /** A fault of the native library. */
    INTERNAL_ERROR;

    /** Needs the library. */
    static Kind of(int code) {
      if (code == ParzcNative.invalidArgument()) {
        return INVALID_ARGUMENT;
      } else if (code == ParzcNative.unavailable()) {
        return UNAVAILABLE;
      } else if (code == ParzcNative.outOfMemory()) {
        return OUT_OF_MEMORY;
      } else if (code == ParzcNative.cudaError()) {
        return CUDA_ERROR;
      }
      return INTERNAL_ERROR;
    }
  }

  private final Kind kind;

  /**
   * @param message what cannot be had, and why
   */
  public NativeException(String message) {
    this(Kind.UNAVAILABLE, message, null);
  }

  /**
   * @param message what cannot be had, and why
   * @param cause what was thrown below
   */
  public NativeException(String message, Throwable cause) {
    this(Kind.UNAVAILABLE, message, cause);
  }

  NativeException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns what went wrong. */
  public Kind kind() {
    return kind;
  }
}
