package org.parzc.nativecore;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where kernels run: the CPU or a CUDA device. What is read and written lies in its memory. Freed
 * by {@link #close}, or, if it was never closed, after it became unreachable. Thread-safe.
 */
public abstract sealed class Backend implements AutoCloseable permits CpuBackend, CudaBackend {
  private final long handle;
  private final String description;
  private final Lifetime lifetime;
  private final Queue<NativeQueue> idle = new ConcurrentLinkedQueue<>();

  Backend(long handle) {
    this.handle = handle;
    description = ParzcNative.describe(handle);
    lifetime = new Lifetime("backend", closing(handle, idle));
  }

  /** Static, so as not to hold what it is for. */
  private static Runnable closing(long handle, Queue<NativeQueue> idle) {
    return () -> {
      idle.forEach(NativeQueue::close);
      ParzcNative.close(new long[] {handle});
    };
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
   * Does nothing while the device works. The CPU always does.
   *
   * @throws NativeException of kind {@link NativeException.Kind#CUDA_ERROR} if it has failed for
   *     good: whatever else is asked of it in this process fails too
   * @throws IllegalStateException if the backend is closed
   */
  public final void checkDevice() {
    try (Lifetime.Call call = call()) {
      NativeLibrary.check(ParzcNative.checkDevice(handle()));
    }
  }

  /**
   * Begins to use the native backend: the handle is good until the call is closed.
   *
   * @throws IllegalStateException if the backend is closed
   */
  final Lifetime.Call call() {
    return lifetime.call();
  }

  /** Refuses what is closed. */
  final void requireOpen() {
    lifetime.requireOpen();
  }

  /**
   * A native queue on the current stream for one method, inside a {@link #call}; it goes back
   * before that ends.
   */
  final NativeQueue lend() {
    NativeQueue queue = idle.poll();
    return queue == null ? new NativeQueue(this) : queue;
  }

  /** Takes a queue back; where all work is on one stream, for the next method. */
  final void takeBack(NativeQueue queue) {
    if (hasStreams()) {
      queue.close();
    } else {
      queue.release();
      idle.add(queue);
    }
  }

  /** The native backend, good inside a {@link #call}. */
  final long handle() {
    return handle;
  }

  /** Whether the answers of {@link #stream} may differ. */
  abstract boolean hasStreams();

  /**
   * The stream to work on, as an address; 0 where there are none, and for CUDA's default stream.
   */
  abstract long stream();

  /**
   * Frees native memory once the kernels that run have returned and the last {@link KernelQueue}
   * was closed; what is asked for later is refused. Closing twice is allowed.
   */
  @Override
  public final void close() {
    lifetime.close();
  }
}
