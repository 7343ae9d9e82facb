package org.parzc.nativecore;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A queue of the native library, and what must stay until it is finished: the memory that results go to, outside Java's
 * heap, and what keeps the elements alive.
 */
final class NativeQueue implements AutoCloseable {
  private final long handle;
  private final List<Pointer> results = new ArrayList<>();
  private final List<Object> owners = new ArrayList<>();

  /** Opens a queue of a backend, inside a call of it. */
  NativeQueue(Backend backend) {
    long[] queue = new long[1];
    NativeLibrary.check(ParzcNative.openQueue(backend.handle(), backend.stream(), queue));
    handle = queue[0];
  }

  long handle() {
    return handle;
  }

  /** Keeps an object reachable until the queue is finished; null is allowed. */
  void keep(Object owner) {
    owners.add(owner);
  }

  /** Memory for results, good until the queue is finished. */
  DoublePointer doubles(int count) {
    return new DoublePointer(memory(count, Double.BYTES)).capacity(count);
  }

  /** Memory for results, good until the queue is finished. */
  LongPointer longs(int count) {
    return new LongPointer(memory(count, Long.BYTES)).capacity(count);
  }

  private Pointer memory(int count, int bytes) {
    // Not of size 0, whose address may be null. Without a deallocator, which would cost more than the memory.
    Pointer memory = Pointer.malloc(Math.max(1, count) * (long) bytes);
    if (memory == null || memory.isNull()) {
      throw new OutOfMemoryError(count + " results outside Java's heap");
    }
    results.add(memory);
    return memory;
  }

  /** Waits, and writes all results to their memory. */
  void finish() {
    NativeLibrary.check(ParzcNative.finish(handle));
  }

  /** Gives back what the finished calls needed. */
  void release() {
    results.forEach(Pointer::free);
    results.clear();
    owners.clear();
  }

  /** Waits for what was not finished, without its results. */
  @Override
  public void close() {
    ParzcNative.closeQueue(handle);
    release();
  }
}
