package org.parzc.nativecore;

/** Type of the elements behind a pointer. */
public enum ElementType {
  /** 32-bit IEEE 754, LibTorch's {@code Float}. */
  FLOAT32(Float.BYTES),
  /** 64-bit IEEE 754, LibTorch's {@code Double}. */
  FLOAT64(Double.BYTES);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The ABI's names, asked for once: each answer is a call into native code. */
  private static final class Codes {
    static final int FLOAT32 = ParzcNative.float32();
    static final int FLOAT64 = ParzcNative.float64();

    private Codes() {}
  }

  /** The ABI's name of this type; needs the library. */
  int code() {
    return this == FLOAT32 ? Codes.FLOAT32 : Codes.FLOAT64;
  }
}
