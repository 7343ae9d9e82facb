package org.parzc.nativecore;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Memory outside Java's heap, and the calls that need it. It is freed once: when {@link #close} was
 * called and the last running call has returned, or, if it was never closed, some time after its
 * owner became unreachable. A call that begins after {@code close} is refused, so nothing reads
 * memory that is gone. Thread-safe.
 */
public final class Lifetime implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final String owner;
  private final Cleaner.Cleanable memory;
  private int calls;
  private boolean closed;

  /** A running call; the memory stays until it is closed. Closing twice is allowed. */
  public interface Call extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param owner whose memory it is, as messages name it, such as {@code "extractor"}
   * @param free frees the memory; must not refer to the owner, which would keep it reachable for
   *     ever
   */
  public Lifetime(String owner, Runnable free) {
    this.owner = owner;
    // Of this object, not of the owner: a running call holds it, whatever the JIT thinks the owner
    // is still needed for.
    memory = CLEANER.register(this, free);
  }

  /**
   * Begins a call that needs the memory.
   *
   * @throws IllegalStateException if the owner is closed
   */
  public synchronized Call call() {
    requireOpen();
    calls++;
    AtomicBoolean running = new AtomicBoolean(true);
    return () -> returned(running);
  }

  private synchronized void returned(AtomicBoolean running) {
    if (running.getAndSet(false)) {
      calls--;
      freeIfUnused();
    }
  }

  /**
   * Refuses what is closed, for what needs no memory.
   *
   * @throws IllegalStateException if the owner is closed
   */
  public synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException(owner + ": closed");
    }
  }

  /**
   * Refuses calls from now on, and frees the memory, at once or after the last running call. Again:
   * does nothing.
   */
  @Override
  public synchronized void close() {
    closed = true;
    freeIfUnused();
  }

  private void freeIfUnused() {
    if (closed && calls == 0) {
      memory.clean();
    }
  }
}
