package org.parzc;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Ends long work before it is done. The work runs in it, by {@link #call}; another thread asks for
 * the end, by {@link #cancel}. Scoring, training, extraction and search look between two pieces of
 * their work, such as two networks or two steps, at the cancellation that their thread runs in, and
 * end with a {@link CancellationException}. What was kept by then stays. Work that nobody runs in a
 * cancellation is never cancelled. Thread-safe.
 *
 * <p>It is of the thread: what else a thread begins on others is looked at by the one that waits
 * for them. Unlike an interrupt it closes no file that is being written.
 */
public final class Cancellation {
  private static final ThreadLocal<Cancellation> CURRENT = new ThreadLocal<>();

  private final Cancellation outer;
  private volatile boolean requested;

  /** Makes one that is cancelled, too, when the one that the calling thread runs in is. */
  public Cancellation() {
    outer = CURRENT.get();
  }

  /** Asks the work for its end, whether it has begun or not. Asking again does nothing. */
  public void cancel() {
    requested = true;
  }

  /** Returns whether the end was asked for. */
  public boolean isCancelled() {
    return requested || (outer != null && outer.isCancelled());
  }

  /**
   * Does work that can be cancelled here, on the calling thread.
   *
   * @throws CancellationException if the end was asked for, before or meanwhile
   * @throws RuntimeException what the work throws
   */
  public <T> T call(Supplier<T> work) {
    Cancellation before = CURRENT.get();
    CURRENT.set(this);
    try {
      check();
      return work.get();
    } finally {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }

  /**
   * Ends what the calling thread does, if that was asked for. To be called by long work between its
   * pieces, an own objective or space for instance; costs nanoseconds.
   *
   * @throws CancellationException if the cancellation that the thread runs in was cancelled
   */
  public static void check() {
    Cancellation current = CURRENT.get();
    if (current != null && current.isCancelled()) {
      throw new CancellationException("cancelled");
    }
  }
}
