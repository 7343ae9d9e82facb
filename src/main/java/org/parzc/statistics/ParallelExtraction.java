package org.parzc.statistics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.parzc.space.Architecture;

/**
 * Extracts many architectures on several threads, one network to a thread. Outcomes reach the consumer in the order of
 * the architectures, on the calling thread, so what is written does not depend on the number of threads.
 */
public final class ParallelExtraction {
  /** Architectures in flight per thread: enough that no thread waits for the writer, few enough to lose little. */
  private static final int IN_FLIGHT_PER_THREAD = 2;

  private ParallelExtraction() {}

  /**
   * Extracts every architecture. One that fails does not stop the others.
   *
   * @param threads worker threads, at least 1
   * @param consumer takes each outcome; what it throws ends the run
   */
  public static void run(Extractor extractor, List<Architecture> architectures, int threads,
      Consumer<ExtractionOutcome> consumer) {
    ExecutorService workers = Executors.newFixedThreadPool(threads, task -> {
      Thread thread = new Thread(task, "parzc-extraction");
      thread.setDaemon(true);
      return thread;
    });
    Deque<Future<ExtractionOutcome>> inFlight = new ArrayDeque<>();
    Iterator<Architecture> rest = architectures.iterator();
    try {
      while (rest.hasNext() || !inFlight.isEmpty()) {
        while (rest.hasNext() && inFlight.size() < threads * IN_FLIGHT_PER_THREAD) {
          Architecture next = rest.next();
          inFlight.add(workers.submit(() -> extract(extractor, next)));
        }
        consumer.accept(inFlight.remove().get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while extracting statistics", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("extraction stopped: " + e.getCause(), e.getCause());
    } finally {
      workers.shutdown();
    }
  }

  private static ExtractionOutcome extract(Extractor extractor, Architecture architecture) {
    try {
      return new ExtractionOutcome.Extracted(architecture, extractor.extract(architecture));
    } catch (RuntimeException e) {
      // LibTorch's messages carry C++ frames after the first line.
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
      return new ExtractionOutcome.Failed(architecture, message);
    }
  }
}
