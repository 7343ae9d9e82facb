package org.parzc.nativecore;

/**
 * The native core refused a call, failed, or could not be loaded. The message is that of the native library or of its
 * loader.
 */
public final class NativeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** @param message what cannot be had or done, and why */
  public NativeException(String message) {
    super(message);
  }

  NativeException(String message, Throwable cause) {
    super(message, cause);
  }
}
