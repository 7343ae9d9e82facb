package org.parzc.nativecore;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A queue of the native library, and what must stay until it is finished: the memory that results
 * go to, outside Java's heap, and what keeps the elements alive.
 */
final class NativeQueue implements AutoCloseable {
  /** One entry, the native queue; 0 once it is closed. */
  private final long[] handle = new long[1];

  private final List<Block> blocks = new ArrayList<>();
  private final List<Object> owners = new ArrayList<>();

  /** Blocks that hold results of calls that are not finished. */
  private int used;

  /** Memory outside Java's heap. */
  private record Block(Pointer memory, long bytes) {
    static Block of(long bytes) {
      Pointer memory = Pointer.malloc(bytes);
      if (memory == null || memory.isNull()) {
        throw new OutOfMemoryError(bytes + " bytes of results outside Java's heap");
      }
      return new Block(memory, bytes);
    }

    void free() {
      Pointer.free(memory);
    }
  }

  /** Opens a queue of a backend, inside a call of it. */
  NativeQueue(Backend backend) {
    NativeLibrary.check(ParzcNative.openQueue(backend.handle(), backend.stream(), handle));
  }

  long handle() {
    return handle[0];
  }

  /** Keeps an object reachable until the queue is finished; null is allowed. */
  void keep(Object owner) {
    owners.add(owner);
  }

  /** Memory for results, good until the queue is finished. */
  DoublePointer doubles(int count) {
    return new DoublePointer(memory((long) count * Double.BYTES)).capacity(count);
  }

  /** Memory for results, good until the queue is finished. */
  LongPointer longs(int count) {
    return new LongPointer(memory((long) count * Long.BYTES)).capacity(count);
  }

  /**
   * The block that the same call of the last group had, if it is large enough. Never of size 0,
   * which may be null.
   */
  private Pointer memory(long bytes) {
    if (used == blocks.size()) {
      blocks.add(Block.of(Math.max(Double.BYTES, bytes)));
    } else if (blocks.get(used).bytes() < bytes) {
      Block larger = Block.of(bytes);
      blocks.set(used, larger).free();
    }
    return blocks.get(used++).memory();
  }

  /** Waits, and writes all results to their memory. */
  void finish() {
    NativeLibrary.check(ParzcNative.finish(handle[0]));
  }

  /** Lets go what the finished calls needed; the memory serves the next ones. */
  void release() {
    used = 0;
    owners.clear();
  }

  /** Waits for what was not finished, without its results. Closing twice is allowed. */
  @Override
  public void close() {
    ParzcNative.closeQueue(handle);
    release();
    blocks.forEach(Block::free);
    blocks.clear();
  }
}
