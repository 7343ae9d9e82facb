package org.parzc.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.extraction.ExtractionEngine;
import org.parzc.extraction.ExtractionOutcome;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.LocalExtraction;
import org.parzc.files.Provenance;
import org.parzc.labels.PublishedScores;
import org.parzc.network.DeviceRequest;
import org.parzc.search.UnmeasurableException;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Quantity;
import org.parzc.store.StatisticsStore;
import org.parzc.store.StoreContents;

/**
 * Brings the statistics of architectures into a store: those that are there are skipped, the others extracted. A network
 * that cannot be run is kept in the store as a failure at once, and tried once more after all others; a later call tries it
 * again.
 */
final class StatisticsSource {
  private final Path store;
  private final ExtractionSettings settings;
  private final Supplier<ExtractionEngine> engine;
  private final Output output;

  /**
   * @param store file of the store, made if absent
   * @param settings how missing statistics are extracted, and what the store must have been made with
   * @param device where networks run
   * @param threads architectures worked on at a time; empty for as many as the device is good for
   * @param output takes what was done, for people
   */
  StatisticsSource(Path store, ExtractionSettings settings, DeviceRequest device, OptionalInt threads, Output output) {
    this(store, settings, () -> new LocalExtraction(settings, device, threads), output);
  }

  /**
   * @param store file of the store, made if absent
   * @param settings how missing statistics are extracted, and what the store must have been made with
   * @param engine opens what extracts with these settings; asked only if something is missing
   * @param output takes what was done, for people
   */
  StatisticsSource(Path store, ExtractionSettings settings, Supplier<ExtractionEngine> engine, Output output) {
    this.store = store;
    this.settings = settings;
    this.engine = engine;
    this.output = output;
  }

  /** Returns what a store with these settings holds. */
  static StoreContents contents(ExtractionSettings settings) {
    return new StoreContents(settings.provenance().with("version", BuildVersion.VERSION), settings.statistics().stream().map(Quantity::name).toList(),
        settings.proxies().stream().map(Quantity::name).toList());
  }

  /**
   * What was done.
   *
   * @param extracted architectures measured now
   * @param skipped architectures that were in the store
   * @param failed architectures that could not be run, with the reason, even at the second attempt
   */
  record Outcome(int extracted, int skipped, Map<Architecture, String> failed) {}

  /** Extracts what is missing. */
  Outcome extract(List<Architecture> architectures) {
    try (Session session = new Session()) {
      return session.extract(architectures);
    }
  }

  /**
   * Returns the statistics of the architectures, in their order, extracting what is missing.
   *
   * @throws InputException if one of them could not be run
   */
  List<ArchitectureStatistics> statistics(List<Architecture> architectures) {
    try (Session session = new Session()) {
      return session.statistics(architectures);
    } catch (UnmeasurableException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  /** Returns the examples of the architectures with their published proxies, in order; see {@link #statistics}. */
  List<Example> examples(List<Architecture> architectures, PublishedScores scores) {
    return Example.all(statistics(architectures), architectures, scores, settings.space());
  }

  /** Returns the store, held open from its first use on: for many calls with few architectures each. */
  Session session() {
    return new Session();
  }

  /** An open store and what it holds. Not thread-safe, but for the count. */
  final class Session implements AutoCloseable {
    private final AtomicLong extracted = new AtomicLong();
    private StatisticsStore open;
    private Set<String> present;

    /**
     * Opens the store, which is opened by its first use otherwise.
     *
     * @throws InputException if it cannot be
     */
    Session opened() {
      open();
      return this;
    }

    /** Returns how many architectures were extracted since the store was opened. Thread-safe. */
    long extracted() {
      return extracted.get();
    }

    private StatisticsStore open() {
      if (open == null) {
        open = StatisticsStore.open(store, contents(settings));
        present = new HashSet<>(open.architectures());
      }
      return open;
    }

    /**
     * Returns the examples of the architectures without published proxies, in order, extracting what is missing.
     *
     * @throws UnmeasurableException if some of them could not be run; the others are in the store
     */
    List<Example> examples(List<Architecture> architectures) {
      return Example.all(statistics(architectures), architectures, PublishedScores.NONE, settings.space());
    }

    private List<ArchitectureStatistics> statistics(List<Architecture> architectures) {
      Outcome outcome = extract(architectures);
      if (!outcome.failed().isEmpty()) {
        throw new UnmeasurableException(outcome.failed());
      }
      return open.read(architectures.stream().map(Architecture::text).toList());
    }

    private Outcome extract(List<Architecture> architectures) {
      Outcome outcome = StatisticsSource.this.extract(open(), present, architectures);
      architectures.stream().filter(one -> !outcome.failed().containsKey(one)).map(Architecture::text)
          .forEach(present::add);
      extracted.addAndGet(outcome.extracted());
      return outcome;
    }

    @Override
    public void close() {
      if (open != null) {
        open.close();
      }
    }
  }

  /** Returns what made, or makes, the statistics. */
  Provenance provenance() {
    return contents(settings).provenance();
  }

  /** Returns the names of what was asked for and that the architecture lacks, though not by its nature. */
  private Set<String> absent(ArchitectureStatistics statistics) {
    Set<String> absent = new LinkedHashSet<>();
    settings.statistics().stream().filter(statistic -> !statistic.isPartial()).map(Quantity::name)
        .filter(name -> statistics.nodes().stream().noneMatch(node -> node.values().containsKey(name)))
        .forEach(absent::add);
    settings.proxies().stream().filter(proxy -> !proxy.isPartial()).map(Quantity::name)
        .filter(name -> !statistics.proxies().containsKey(name))
        .forEach(name -> absent.add("proxy " + name));
    return absent;
  }

  private Outcome extract(StatisticsStore open, Set<String> present, List<Architecture> architectures) {
    List<Architecture> missing = architectures.stream().filter(a -> !present.contains(a.text())).distinct().toList();
    int skipped = architectures.size() - missing.size();
    if (skipped > 0) {
      output.say("%s: %d of %d architectures are there already, skipped%n", store, skipped, architectures.size());
    }
    Map<Architecture, List<Architecture>> sharing = missing.stream()
        .collect(Collectors.groupingBy(Architecture::representative, LinkedHashMap::new, Collectors.toList()));
    copy(open, sharing, present);
    Map<Architecture, String> failed = sharing.isEmpty() ? Map.of() : measure(open, sharing);
    return new Outcome(missing.size() - failed.size(), skipped, failed);
  }

  /** Adds those whose representative was measured by an earlier run, and removes them from the map. */
  private void copy(StatisticsStore open, Map<Architecture, List<Architecture>> sharing, Set<String> present) {
    List<Architecture> measured = sharing.keySet().stream().filter(a -> present.contains(a.text())).toList();
    int copied = 0;
    for (ArchitectureStatistics statistics : open.read(measured.stream().map(Architecture::text).toList())) {
      List<Architecture> members = sharing.remove(measured.get(copied++));
      members.forEach(one -> open.add(statistics.as(one.text())));
    }
    if (copied > 0) {
      output.say("%s: %d networks were measured before, under another name%n", store, copied);
    }
  }

  /** Measures each network for all that share it; returns the architectures that could not be run, with the reason. */
  private Map<Architecture, String> measure(StatisticsStore open, Map<Architecture, List<Architecture>> sharing) {
    Map<String, Integer> untold = new LinkedHashMap<>();
    Map<Architecture, String> failed = new LinkedHashMap<>();
    Consumer<ExtractionOutcome> keep = outcome -> {
      List<Architecture> members = sharing.get(outcome.architecture());
      if (outcome instanceof ExtractionOutcome.Extracted extracted) {
        members.forEach(one -> open.add(extracted.statistics().as(one.text())));
        absent(extracted.statistics()).forEach(name -> untold.merge(name, members.size(), Integer::sum));
        members.forEach(failed::remove);
      } else if (outcome instanceof ExtractionOutcome.Failed failure) {
        members.forEach(one -> {
          open.addFailure(one.text(), failure.message());
          failed.put(one, failure.message());
        });
      }
    };
    double seconds;
    String workers;
    try (ExtractionEngine opened = engine.get();
        Progress progress = output.progress("statistics", "networks", sharing.size())) {
      open.requireDevice(opened.device());
      output.say("  %-10s  %s%n", "device", opened.description());
      settings.provenance().facts().forEach((key, value) -> output.say("  %-10s  %s%n", key, value));
      long start = System.nanoTime();
      opened.run(List.copyOf(sharing.keySet()), outcome -> {
        keep.accept(outcome);
        progress.step();
      });
      List<Architecture> again = sharing.keySet().stream().filter(one -> failed.containsKey(sharing.get(one).get(0)))
          .toList();
      if (!again.isEmpty()) {
        output.warn("%s: %d networks could not be run, tried once more%n", store, again.size());
        opened.runAgain(again, keep);
      }
      seconds = (System.nanoTime() - start) / 1e9;
      workers = opened.workers();
    }
    int extracted = sharing.values().stream().mapToInt(List::size).sum() - failed.size();
    output.say("%s: %d architectures extracted in %.1f s on %s (%d networks, %.2f per second)%n",
        store, extracted, seconds, workers, sharing.size(), sharing.size() / seconds);
    untold.forEach((name, count) -> output.warn("%s: %s cannot be had of %d of %d architectures, left empty%n",
        store, name, count, extracted));
    if (!open.nonFinite().isEmpty()) {
      output.warn("%s: %s%n", store, open.nonFinite().line());
    }
    return failed;
  }
}
