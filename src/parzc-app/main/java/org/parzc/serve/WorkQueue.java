package org.parzc.serve;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Does one piece of work at a time: requests before jobs, and first come, first served.
 * Thread-safe.
 */
final class WorkQueue implements AutoCloseable {
  /** For whom. */
  enum Urgency {
    /** Somebody waits. */
    REQUEST,
    /** Nobody waits. */
    JOB
  }

  private static final class Piece<T> extends FutureTask<T> implements Comparable<Piece<?>> {
    private static final Comparator<Piece<?>> ORDER =
        Comparator.<Piece<?>, Urgency>comparing(one -> one.urgency)
            .thenComparing(one -> one.number);

    private final Urgency urgency;
    private final long number;

    Piece(Urgency urgency, long number, Supplier<T> work) {
      super(work::get);
      this.urgency = urgency;
      this.number = number;
    }

    @Override
    public int compareTo(Piece<?> other) {
      return ORDER.compare(this, other);
    }
  }

  private final AtomicLong pieces = new AtomicLong();
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new PriorityBlockingQueue<>(),
          task -> new Thread(task, "parzc-serve-work"));

  /**
   * Does a piece of work and returns what it brings. One that is late before it was begun is never
   * begun.
   *
   * @throws Refusal 504 if it is late, 503 if the queue is closed first
   * @throws RuntimeException what the work threw
   */
  <T> T run(Urgency urgency, Deadline deadline, Supplier<T> work) {
    Piece<T> piece = new Piece<>(urgency, pieces.getAndIncrement(), work);
    try {
      worker.execute(piece);
      return Uninterruptibles.getUninterruptibly(piece, deadline.remaining(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      worker.remove(piece);
      piece.cancel(false);
      throw Refusal.of(
          504, "not done in time; what was measured is kept, so asking again takes less", e);
    } catch (RejectedExecutionException | CancellationException e) {
      throw Refusal.of(503, "the server is stopping", e);
    } catch (ExecutionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Drops what was not begun, and waits for what was. */
  @Override
  public void close() {
    worker.shutdown();
    List<Runnable> dropped = new ArrayList<>();
    worker.getQueue().drainTo(dropped);
    dropped.forEach(piece -> ((Piece<?>) piece).cancel(false));
    Uninterruptibles.awaitTerminationUninterruptibly(worker);
  }
}
