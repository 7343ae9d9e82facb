package org.parzc.dataset;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionEngine;
import org.parzc.extraction.ExtractionOutcome;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Quantity;

/**
 * Measurements of networks that a store lacks, each made once and kept, as soon as it is there, for
 * all architectures that share it. What cannot be run is tried once more after all others.
 */
final class SharedMeasurements {
  private final String name;
  private final StatisticsStore store;
  private final Extraction extraction;
  private final ExtractionListener listener;
  private final Map<Architecture, List<Architecture>> sharing;
  private final Map<String, Integer> absent = new LinkedHashMap<>();
  private final Map<Architecture, String> failed = new LinkedHashMap<>();

  /**
   * @param name of the store, for the listener
   * @param sharing what is measured, and for whom: at least one
   */
  SharedMeasurements(
      String name,
      StatisticsStore store,
      Extraction extraction,
      ExtractionListener listener,
      Map<Architecture, List<Architecture>> sharing) {
    this.name = name;
    this.store = store;
    this.extraction = extraction;
    this.listener = listener;
    this.sharing = sharing;
  }

  /** Measures all; returns the architectures that could not be run, with the reason. */
  Map<Architecture, String> run() {
    double seconds;
    String workers;
    try (ExtractionEngine engine = extraction.engine()) {
      store.requireDevice(engine.device());
      listener.started(extraction.settings(), engine, sharing.size());
      try {
        long start = System.nanoTime();
        run(engine);
        seconds = (System.nanoTime() - start) / 1e9;
        workers = engine.workers();
      } finally {
        listener.ended();
      }
    }
    int architectures = sharing.values().stream().mapToInt(List::size).sum() - failed.size();
    listener.finished(
        name,
        new ExtractionListener.Summary(
            architectures, sharing.size(), seconds, workers, absent, store.nonFinite()));
    return failed;
  }

  private void run(ExtractionEngine engine) {
    engine.run(
        List.copyOf(sharing.keySet()),
        outcome -> {
          keep(outcome);
          listener.ran();
        });
    List<Architecture> again =
        sharing.keySet().stream()
            .filter(one -> failed.containsKey(sharing.get(one).get(0)))
            .toList();
    if (!again.isEmpty()) {
      listener.retried(name, again.size());
      engine.runAgain(again, this::keep);
    }
  }

  private void keep(ExtractionOutcome outcome) {
    List<Architecture> members = sharing.get(outcome.architecture());
    if (outcome instanceof ExtractionOutcome.Extracted done) {
      members.forEach(one -> store.add(done.statistics().as(one.text())));
      absent(done.statistics())
          .forEach(quantity -> absent.merge(quantity, members.size(), Integer::sum));
      members.forEach(failed::remove);
    } else if (outcome instanceof ExtractionOutcome.Failed failure) {
      members.forEach(
          one -> {
            store.addFailure(one.text(), failure.message());
            failed.put(one, failure.message());
          });
    }
  }

  /**
   * Returns the names of what was asked for and that the architecture lacks, though not by its
   * nature.
   */
  private Set<String> absent(ArchitectureStatistics statistics) {
    Set<String> absent = new LinkedHashSet<>();
    extraction.settings().statistics().stream()
        .filter(statistic -> !statistic.isPartial())
        .map(Quantity::name)
        .filter(
            statistic ->
                statistics.nodes().stream().noneMatch(node -> node.values().containsKey(statistic)))
        .forEach(absent::add);
    extraction.settings().proxies().stream()
        .filter(proxy -> !proxy.isPartial())
        .map(Quantity::name)
        .filter(proxy -> !statistics.proxies().containsKey(proxy))
        .forEach(proxy -> absent.add("proxy " + proxy));
    return absent;
  }
}
