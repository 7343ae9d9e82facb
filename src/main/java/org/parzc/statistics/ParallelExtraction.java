package org.parzc.statistics;

import java.util.List;
import java.util.Objects;
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
    InOrder.run(architectures, threads, architecture -> extract(extractor, architecture), consumer);
  }

  private static ExtractionOutcome extract(Extractor extractor, Architecture architecture) {
    try {
      return new ExtractionOutcome.Extracted(architecture, extractor.extract(architecture));
    } catch (RuntimeException e) {
      // LibTorch's messages carry C++ frames after the first line.
      String message = Objects.requireNonNullElse(e.getMessage(), "").lines().findFirst()
         .orElse(e.getClass().getSimpleName());
      return new ExtractionOutcome.Failed(architecture, message);
    }
  }
}
