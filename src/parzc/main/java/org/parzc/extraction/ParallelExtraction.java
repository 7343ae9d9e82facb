package org.parzc.extraction;

import java.util.List;
import java.util.function.Consumer;
import org.parzc.parallel.InOrder;
import org.parzc.space.Architecture;

/**
 * Extracts many architectures on several threads, one network to a thread; outcomes arrive in
 * order.
 */
public final class ParallelExtraction {
  private ParallelExtraction() {}

  /**
   * Extracts every architecture. One that fails does not stop the others.
   *
   * @param threads worker threads, at least 1
   * @param consumer takes each outcome on the calling thread; what it throws ends the run
   * @throws org.parzc.network.DeviceLostException if nothing can be run on the device any more
   */
  public static void run(
      Extractor extractor,
      List<Architecture> architectures,
      int threads,
      Consumer<ExtractionOutcome> consumer) {
    run(List.of(extractor), architectures, threads, consumer);
  }

  /**
   * Extracts every architecture, each on one of several devices. One that fails does not stop the
   * others.
   *
   * @param extractors with the same settings, one for each device; workers take them by turns
   * @param threads worker threads, at least 1
   * @param consumer takes each outcome on the calling thread; what it throws ends the run
   * @throws org.parzc.network.DeviceLostException if nothing can be run on a device any more
   */
  public static void run(
      List<Extractor> extractors,
      List<Architecture> architectures,
      int threads,
      Consumer<ExtractionOutcome> consumer) {
    InOrder.runOn(
        architectures,
        threads,
        worker -> {
          Extractor extractor = extractors.get(worker % extractors.size());
          return architecture -> ExtractionOutcome.of(extractor, architecture);
        },
        consumer);
  }
}
