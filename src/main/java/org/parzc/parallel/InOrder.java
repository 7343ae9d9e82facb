package org.parzc.parallel;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Works on many items on several threads. Results reach the consumer in the order of the items, on the calling thread,
 * so what is written does not depend on the number of threads.
 */
public final class InOrder {
  /** Items in flight per thread: enough that no thread waits for the consumer, few enough to lose little. */
  private static final int IN_FLIGHT_PER_THREAD = 2;

  private InOrder() {}

  /**
   * Works on every item. No worker is left when it returns or throws, so that what the work uses may be freed.
   *
   * @param threads worker threads, at least 1
   * @param work what is done to an item; runs on a worker thread
   * @param consumer takes each result
   * @throws RuntimeException what {@code work} or {@code consumer} threw; the items not begun are dropped then
   */
  public static <T, R> void run(List<T> items, int threads, Function<T, R> work, Consumer<R> consumer) {
    int useful = Math.max(1, Math.min(threads, items.size()));
    ExecutorService workers = Executors.newFixedThreadPool(useful, task -> {
      Thread thread = new Thread(task, "parzc-worker");
      thread.setDaemon(true);
      return thread;
    });
    Deque<Future<R>> inFlight = new ArrayDeque<>();
    Iterator<T> rest = items.iterator();
    try {
      while (rest.hasNext() || !inFlight.isEmpty()) {
        while (rest.hasNext() && inFlight.size() < useful * IN_FLIGHT_PER_THREAD) {
          T item = rest.next();
          inFlight.add(workers.submit(() -> work.apply(item)));
        }
        consumer.accept(inFlight.remove().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while working", e);
    } catch (ExecutionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause().toString(), e.getCause());
    } finally {
      inFlight.forEach(one -> one.cancel(false));
      workers.shutdown();
      Uninterruptibles.awaitTerminationUninterruptibly(workers);
    }
  }
}
