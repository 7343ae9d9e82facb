package org.parzc.dataset;

import com.google.common.collect.Lists;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.extraction.Extraction;
import org.parzc.labels.Labels;
import org.parzc.labels.PublishedScores;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.statistics.ArchitectureStatistics;

/**
 * Examples of architectures, each measured once: what a {@link StatisticsStore} has is read, the
 * rest is extracted and kept there at once, so that a process may be killed at any time and go on
 * later. Architectures whose networks are the same, {@linkplain Architecture#representative() parts
 * that cannot matter} aside, share a measurement. A network that cannot be run is tried once more
 * after all others, and again by a later store.
 *
 * <p>A file of another version of this program, or one that cannot be written, is read, by any
 * number of processes at a time, as long as nothing is missing in it.
 *
 * <p>The store is opened by its first use. Not thread-safe, but for {@link #extracted}.
 */
public final class ExampleStore implements ExampleSource, AutoCloseable {
  private static final int NAMED = 3;

  /** Examples that a stream has in memory. */
  private static final int CHUNK = 4_096;

  private final String name;
  private final Supplier<StatisticsStore> opener;
  private final Extraction extraction;
  private final ExtractionListener listener;
  private final AtomicLong extracted = new AtomicLong();
  private StatisticsStore store;
  private Set<String> present;

  private ExampleStore(
      String name,
      Supplier<StatisticsStore> opener,
      Extraction extraction,
      ExtractionListener listener) {
    this.name = name;
    this.opener = opener;
    this.extraction = extraction;
    this.listener = listener;
  }

  /**
   * What was done.
   *
   * @param extracted architectures measured now
   * @param skipped architectures that were in the store
   * @param failed architectures that could not be run, with the reason, even at the second attempt
   */
  public record Outcome(int extracted, int skipped, Map<Architecture, String> failed) {}

  /**
   * Returns the store in a file, which is made if absent; see {@link #open(Path, Extraction,
   * ExtractionListener)}.
   *
   * @throws InputException if the file was made with other settings, or cannot be used
   */
  public static ExampleStore open(Path file, Extraction extraction) {
    return open(file, extraction, ExtractionListener.NONE).opened();
  }

  /**
   * Returns the store in a file that its first use opens, and makes if absent: {@code .jsonl} is a
   * {@link JournalStore}, all else what a {@link StatisticsStoreProvider} opens; parzc-app has one
   * for DuckDB.
   *
   * @param extraction how missing statistics are extracted, and what the file must have been made
   *     with
   * @param listener told what is done
   * @throws InputException if nothing opens files of that name
   */
  public static ExampleStore open(Path file, Extraction extraction, ExtractionListener listener) {
    return new ExampleStore(
        file.toString(), () -> StoreFormats.of(file).open(file, extraction), extraction, listener);
  }

  /** Returns whether a file is a {@link JournalStore} by its name, which ends in {@code .jsonl}. */
  public static boolean isJournal(Path file) {
    return StoreFormats.isJournal(file);
  }

  /**
   * Makes a store that another version of this program made one of this version, so that more can
   * be added; it is copied first, and notes which version it came from. One of this version, or
   * none, is left.
   *
   * @return the copy, if one was made
   * @throws InputException if the store was made with other settings, or cannot be written
   */
  public static Optional<Path> adopt(Path file, Extraction extraction) {
    return StoreFormats.of(file).adopt(file, extraction);
  }

  /** Returns a store that ends with this process. */
  public static ExampleStore inMemory(Extraction extraction) {
    return new ExampleStore("memory", MemoryStore::new, extraction, ExtractionListener.NONE);
  }

  /**
   * Opens the store now instead of at its first use.
   *
   * @throws InputException if it was made with other settings, or cannot be used
   */
  public ExampleStore opened() {
    store();
    return this;
  }

  private StatisticsStore store() {
    if (store == null) {
      store = opener.get();
      present = new HashSet<>(store.architectures());
    }
    return store;
  }

  /** Returns how missing statistics are extracted. */
  public Extraction extraction() {
    return extraction;
  }

  @Override
  public Optional<Skeleton> skeleton() {
    return Optional.of(extraction.settings().skeleton());
  }

  /** Returns how many architectures were extracted by this object. Thread-safe. */
  public long extracted() {
    return extracted.get();
  }

  /**
   * {@inheritDoc} What is missing is extracted.
   *
   * @throws UnmeasurableException if some of them could not be run; the others are in the store
   */
  @Override
  public List<Example> examples(List<Architecture> architectures) {
    return examples(architectures, PublishedScores.NONE);
  }

  /**
   * Returns the examples of architectures with published proxies, in order, extracting what is
   * missing.
   *
   * @throws UnmeasurableException if some of them could not be run; the others are in the store
   */
  public List<Example> examples(List<Architecture> architectures, PublishedScores published) {
    return Example.all(
        statistics(architectures), architectures, published, extraction.settings().space());
  }

  /**
   * Returns the examples of labelled architectures with their labels, higher for better ones,
   * extracting what is missing.
   *
   * @throws UnmeasurableException if some of them could not be run; the others are in the store
   */
  public LabelledExamples labelled(Labels labels) {
    return labelled(labels, PublishedScores.NONE);
  }

  /**
   * Returns the examples of labelled architectures with published proxies and their labels, higher
   * for better ones, extracting what is missing.
   *
   * @throws UnmeasurableException if some of them could not be run; the others are in the store
   */
  public LabelledExamples labelled(Labels labels, PublishedScores published) {
    return new LabelledExamples(examples(labels.architectures(), published), labels.values());
  }

  /**
   * Returns the statistics of architectures, in order, extracting what is missing.
   *
   * @throws UnmeasurableException if some of them could not be run; the others are in the store
   */
  public List<ArchitectureStatistics> statistics(List<Architecture> architectures) {
    requireMeasured(architectures);
    return read(architectures);
  }

  private void requireMeasured(List<Architecture> architectures) {
    Outcome outcome = extract(architectures);
    if (!outcome.failed().isEmpty()) {
      throw new UnmeasurableException(outcome.failed());
    }
  }

  private List<ArchitectureStatistics> read(List<Architecture> architectures) {
    return store().read(architectures.stream().map(Architecture::text).toList());
  }

  /**
   * Returns the examples of architectures with published proxies, in order, after what is missing
   * was extracted. They are read when the stream gets to them, some at a time, so that more of them
   * can be scored than fit into memory. To be used while the store is open.
   *
   * @throws UnmeasurableException if some of them could not be run; the others are in the store
   */
  public Stream<Example> stream(List<Architecture> architectures, PublishedScores published) {
    requireMeasured(architectures);
    return Lists.partition(architectures, CHUNK).stream()
        .flatMap(
            some ->
                Example.all(read(some), some, published, extraction.settings().space()).stream());
  }

  /**
   * Extracts what is missing of some architectures.
   *
   * @throws InputException if the store was made with other settings or on another kind of device,
   *     cannot be used, or lacks some and is read-only
   */
  public Outcome extract(List<Architecture> architectures) {
    store();
    List<Architecture> missing =
        architectures.stream().filter(a -> !present.contains(a.text())).distinct().toList();
    int skipped = architectures.size() - missing.size();
    if (skipped > 0) {
      listener.skipped(name, skipped, architectures.size());
    }
    if (!missing.isEmpty()) {
      store.readOnly().ifPresent(why -> refuse(why, missing, architectures));
    }
    Map<Architecture, List<Architecture>> sharing =
        missing.stream()
            .collect(
                Collectors.groupingBy(
                    Architecture::representative, LinkedHashMap::new, Collectors.toList()));
    share(sharing);
    Map<Architecture, String> failed =
        sharing.isEmpty()
            ? Map.of()
            : new SharedMeasurements(name, store, extraction, listener, sharing).run();
    missing.stream()
        .filter(one -> !failed.containsKey(one))
        .map(Architecture::text)
        .forEach(present::add);
    extracted.addAndGet(missing.size() - failed.size());
    return new Outcome(missing.size() - failed.size(), skipped, failed);
  }

  private void refuse(String why, List<Architecture> missing, List<Architecture> asked) {
    throw new InputException(
        "%s: %s, and %d of %d architectures are not in it: %s%s"
            .formatted(
                name,
                why,
                missing.size(),
                asked.stream().distinct().count(),
                missing.stream()
                    .limit(NAMED)
                    .map(Architecture::text)
                    .collect(Collectors.joining(", ")),
                missing.size() > NAMED ? ", …" : ""));
  }

  /** Adds those whose representative was measured before, and removes them from the map. */
  private void share(Map<Architecture, List<Architecture>> sharing) {
    List<Architecture> measured =
        sharing.keySet().stream().filter(a -> present.contains(a.text())).toList();
    int next = 0;
    for (ArchitectureStatistics statistics :
        store.read(measured.stream().map(Architecture::text).toList())) {
      sharing.remove(measured.get(next++)).forEach(one -> store.add(statistics.as(one.text())));
    }
    if (next > 0) {
      listener.shared(name, next);
    }
  }

  /** Lets go of the store. Closing twice is allowed. */
  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
