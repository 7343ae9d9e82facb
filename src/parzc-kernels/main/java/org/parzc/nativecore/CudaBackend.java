package org.parzc.nativecore;

import java.util.function.LongSupplier;

/** A CUDA device. */
public final class CudaBackend extends Backend {
  private final LongSupplier stream;

  /**
   * Opens a device.
   *
   * @param device its number, from 0
   * @param stream asked whenever a queue is opened, on the calling thread, for the {@code
   *     cudaStream_t} to work on, such as LibTorch's current stream; 0 is the default stream
   * @throws NativeException with the reason if there is no such device or the library was built
   *     without CUDA
   */
  public CudaBackend(int device, LongSupplier stream) {
    super(open(device));
    this.stream = stream;
  }

  private static long open(int device) {
    NativeLibrary.require();
    long[] backend = new long[1];
    NativeLibrary.check(ParzcNative.openCuda(device, backend));
    return backend[0];
  }

  /**
   * Returns how many devices there are; 0 without a driver, or if the library was built without
   * CUDA. Never throws.
   */
  public static int devices() {
    int[] count = new int[1];
    if (NativeLibrary.isAvailable()) {
      // Where CUDA finds none, it says why, and leaves the count at 0.
      ParzcNative.cudaDevices(count);
    }
    return count[0];
  }

  /**
   * Returns the bytes of the device's memory that are free now.
   *
   * @throws IllegalStateException if the backend is closed
   */
  public long freeMemory() {
    return memory()[0];
  }

  /**
   * Returns the bytes of the device's memory, free or not.
   *
   * @throws IllegalStateException if the backend is closed
   */
  public long totalMemory() {
    return memory()[1];
  }

  private long[] memory() {
    long[] free = new long[1];
    long[] total = new long[1];
    try (Lifetime.Call call = call()) {
      NativeLibrary.check(ParzcNative.deviceMemory(handle(), free, total));
    }
    return new long[] {free[0], total[0]};
  }

  @Override
  boolean hasStreams() {
    return true;
  }

  @Override
  long stream() {
    return stream.getAsLong();
  }
}
