package org.parzc.parallel;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.parzc.Cancellation;

/**
 * Works on many items on several threads. Results reach the consumer in the order of the items, on
 * the calling thread, so what is written does not depend on the number of threads. The threads live
 * as long as the process: native libraries keep streams and plans for each.
 */
public final class InOrder {
  /**
   * Items in flight per thread: enough that no thread waits for the consumer, few enough to lose
   * little.
   */
  private static final int IN_FLIGHT_PER_THREAD = 2;

  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          TimeUnit.NANOSECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = new Thread(task, "parzc-worker");
            thread.setDaemon(true);
            return thread;
          });

  private InOrder() {}

  /**
   * Works on every item. No worker is at work when it returns or throws, so that what the work uses
   * may be freed.
   *
   * @param threads worker threads, at least 1
   * @param work what is done to an item; runs on a worker thread
   * @param consumer takes each result
   * @throws RuntimeException what {@code work} or {@code consumer} threw; the items not begun are
   *     dropped then
   * @throws java.util.concurrent.CancellationException after a result, if the calling thread's
   *     {@link Cancellation} was cancelled; the same is true of the items
   */
  public static <T, R> void run(
      List<T> items, int threads, Function<T, R> work, Consumer<R> consumer) {
    runOn(items, threads, worker -> work, consumer);
  }

  /**
   * Works on every item, where workers differ; otherwise like {@link #run}.
   *
   * @param work what worker 0, 1, … does to an item; asked for on the worker's thread, before each
   *     item
   */
  public static <T, R> void runOn(
      List<T> items, int threads, IntFunction<Function<T, R>> work, Consumer<R> consumer) {
    Workers<T, R> workers = new Workers<>();
    int useful = Math.max(1, Math.min(threads, items.size()));
    Deque<Future<R>> inFlight = new ArrayDeque<>();
    Iterator<T> rest = items.iterator();
    try {
      workers.begin(useful, work);
      while (rest.hasNext() || !inFlight.isEmpty()) {
        while (rest.hasNext() && inFlight.size() < useful * IN_FLIGHT_PER_THREAD) {
          inFlight.add(workers.submit(rest.next()));
        }
        consumer.accept(inFlight.remove().get());
        Cancellation.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while working", e);
    } catch (ExecutionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause().toString(), e.getCause());
    } finally {
      workers.end();
    }
  }

  /** The workers of one run. */
  private static final class Workers<T, R> {
    private final BlockingQueue<Item<T, R>> items = new LinkedBlockingQueue<>();
    private final Semaphore ended = new Semaphore(0);
    private int begun;

    /** An item on its way to a worker; null ends the worker. */
    private record Item<T, R>(T item, CompletableFuture<R> result) {}

    void begin(int count, IntFunction<Function<T, R>> work) {
      for (int worker = 0; worker < count; worker++) {
        int number = worker;
        THREADS.execute(
            () -> {
              try {
                drain(number, work);
              } finally {
                ended.release();
              }
            });
        begun++;
      }
    }

    private void drain(int number, IntFunction<Function<T, R>> work) {
      for (Item<T, R> next = take(); next.result() != null; next = take()) {
        try {
          next.result().complete(work.apply(number).apply(next.item()));
        } catch (Throwable e) { // Reaches the caller by the result.
          next.result().completeExceptionally(e);
        }
      }
    }

    private Item<T, R> take() {
      return Uninterruptibles.takeUninterruptibly(items);
    }

    Future<R> submit(T item) {
      CompletableFuture<R> result = new CompletableFuture<>();
      items.add(new Item<>(item, result));
      return result;
    }

    /** Drops what was not begun and waits for the rest. */
    void end() {
      items.clear();
      for (int worker = 0; worker < begun; worker++) {
        items.add(new Item<>(null, null));
      }
      ended.acquireUninterruptibly(begun);
    }
  }
}
