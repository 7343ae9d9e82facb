package org.parzc.serve;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.parzc.Cancellation;

/**
 * Does one piece of work at a time: requests before jobs, and first come, first served.
 * Thread-safe.
 */
final class WorkQueue {
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
    private final Cancellation cancellation;

    Piece(Urgency urgency, long number, Cancellation cancellation, Supplier<T> work) {
      super(() -> cancellation.call(work));
      this.urgency = urgency;
      this.number = number;
      this.cancellation = cancellation;
    }

    /** Has nobody wait any longer; one that is begun ends soon. */
    void cancel() {
      cancellation.cancel();
      cancel(false);
    }

    @Override
    public int compareTo(Piece<?> other) {
      return ORDER.compare(this, other);
    }
  }

  private final AtomicLong numbers = new AtomicLong();
  private final Set<Piece<?>> waitedFor = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor worker =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new PriorityBlockingQueue<>(),
          task -> new Thread(task, "parzc-serve-work"));

  /**
   * Does a piece of work and returns what it brings. One that is late, or whose caller's {@link
   * Cancellation} is cancelled, is not begun, or ends between two of its own pieces.
   *
   * @throws Refusal 504 if it is late, 503 if the queue is stopped first
   * @throws CancellationException if the caller was cancelled
   * @throws RuntimeException what the work threw
   */
  <T> T run(Urgency urgency, Deadline deadline, Supplier<T> work) {
    Piece<T> piece = new Piece<>(urgency, numbers.getAndIncrement(), new Cancellation(), work);
    waitedFor.add(piece);
    try {
      worker.execute(piece);
      return Uninterruptibles.getUninterruptibly(piece, deadline.remaining(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      worker.remove(piece);
      piece.cancel();
      throw Refusal.of(
          504, "not done in time; what was measured is kept, so asking again takes less", e);
    } catch (RejectedExecutionException | CancellationException e) {
      Cancellation.check();
      throw Refusal.of(503, "the server is stopping", e);
    } catch (ExecutionException e) {
      Cancellation.check();
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    } finally {
      waitedFor.remove(piece);
    }
  }

  /** Takes on no more work, and has nobody wait any longer for what there is. */
  void stop() {
    worker.shutdown();
    waitedFor.forEach(Piece::cancel);
  }

  /** Waits, after {@link #stop}, for the end of what was begun; returns whether it came in time. */
  boolean awaitEnd(Deadline deadline) {
    return Uninterruptibles.awaitTerminationUninterruptibly(
        worker, deadline.remaining(), TimeUnit.NANOSECONDS);
  }
}
