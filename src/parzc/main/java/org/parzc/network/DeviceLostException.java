package org.parzc.network;

/** A CUDA device failed for good; nothing more can be run on it by this process. */
public final class DeviceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
