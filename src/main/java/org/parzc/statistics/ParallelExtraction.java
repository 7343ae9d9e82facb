package org.parzc.statistics;

import java.util.List;
import java.util.function.Consumer;
import org.parzc.parallel.InOrder;
import org.parzc.space.Architecture;

/** Extracts many architectures on several threads, one network to a thread; outcomes arrive in order. */
public final class ParallelExtraction {
  private ParallelExtraction() {}

  /**
   * Extracts every architecture. One that fails does not stop the others.
   *
   * @param threads worker threads, at least 1
   * @param consumer takes each outcome on the calling thread; what it throws ends the run
   */
  public static void run(Extractor extractor, List<Architecture> architectures, int threads,
      Consumer<ExtractionOutcome> consumer) {
    InOrder.run(architectures, threads, architecture -> ExtractionOutcome.of(extractor, architecture), consumer);
  }
}
