package org.parzc.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.parzc.InputException;
import org.parzc.extraction.Extraction;
import org.parzc.files.Provenance;
import org.parzc.files.ReadOnly;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NonFinite;
import org.parzc.statistics.Recorded;

/**
 * Statistics in a {@link Journal}, which needs nothing beside this module. An entry has one of
 * these members:
 *
 * <ul>
 *   <li>{@code made}: the provenance, with the format's version as {@code journal}; the first entry
 *       and no other;
 *   <li>{@code device}: where what follows was measured; the CPU before there is one;
 *   <li>{@code measured}: the statistics of an architecture, with NaN and infinities as strings;
 *   <li>{@code failed}: an architecture that could not be run, and why.
 * </ul>
 *
 * Memory holds the places of the entries: opening checks every line, and reads no statistics.
 * Thread-safe: methods exclude each other.
 */
final class JournalStore implements StatisticsStore {
  private static final String VERSION = "1";
  private static final String CPU = "cpu";

  private final Path file;
  private final Journal journal;
  private final Recorded recorded;
  private final Map<String, Journal.Place> places = new LinkedHashMap<>();

  /** Entries whose numbers may not be finite, and are not counted yet. */
  private final List<Journal.Place> notCounted = new ArrayList<>();

  private Optional<String> readOnly;
  private Provenance made = Provenance.NONE;
  private String device = CPU;
  private NonFinite nonFinite = NonFinite.NONE;

  private JournalStore(Path file, Journal journal, Recorded recorded) {
    this.file = file;
    this.journal = journal;
    this.recorded = recorded;
    readOnly = ReadOnly.reason(file);
  }

  /**
   * Opens a journal, and makes it if there is none.
   *
   * @throws InputException if it was made with other settings, is none or one of another version,
   *     was changed, is open elsewhere, or cannot be used
   */
  static JournalStore open(Path file, Extraction extraction) {
    Provenance asked = asked(extraction);
    Journal journal = Journal.open(file);
    try {
      JournalStore opened = new JournalStore(file, journal, extraction.settings().recorded());
      journal.read(
          JournalEntry.made(asked).bytes(), (entry, place) -> opened.take(entry, place, asked));
      return opened;
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /** Makes a journal of another version one of this; see {@link ExampleStore#adopt}. */
  static Optional<Path> adopt(Path file, Extraction extraction) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ReadOnly.reason(file).ifPresent(why -> refuse(file, why));
    Provenance asked = asked(extraction);
    Provenance made;
    try (JournalStore store = open(file, extraction)) {
      made = store.made;
    }
    if (StoreVersion.check(file, made, asked).isEmpty()) {
      return Optional.empty();
    }
    // Not while the journal is open: whoever opens a file a second time lets go of its lock.
    Path copy = StoreVersion.keep(file, made);
    try (JournalStore store = open(file, extraction)) {
      store.journal.requireSize(copy);
      store.journal.begin(JournalEntry.made(StoreVersion.adopted(made, asked)).bytes());
    }
    return Optional.of(copy);
  }

  private static Provenance asked(Extraction extraction) {
    return Provenance.of("journal", VERSION).with(extraction.provenance());
  }

  private static void refuse(Path file, String why) {
    throw new InputException(file + ": " + why);
  }

  private JournalEntry entry(byte[] json, Journal.Place place) {
    try {
      return JournalEntry.of(json);
    } catch (JsonProcessingException e) {
      throw journal.damaged(place.number(), e.getOriginalMessage());
    }
  }

  private void take(byte[] json, Journal.Place place, Provenance asked) {
    Optional<String> measured =
        place.number() == 1 ? Optional.empty() : JournalEntry.architecture(json);
    if (measured.isPresent()) {
      places.put(measured.get(), place);
      if (JournalEntry.mayHaveNonFinite(json)) {
        notCounted.add(place);
      }
    } else {
      take(entry(json, place), place, asked);
    }
  }

  private void take(JournalEntry entry, Journal.Place place, Provenance asked) {
    if ((place.number() == 1) != (entry.made() != null)) {
      throw journal.damaged(place.number(), "not in a journal of statistics");
    }
    if (entry.made() != null) {
      made = entry.made();
      Optional<String> another = StoreVersion.check(file, made, asked);
      readOnly = readOnly.or(() -> another);
    } else if (entry.device() != null) {
      device = entry.device();
    } else if (entry.measured() != null) {
      places.put(entry.measured().architecture(), place);
      notCounted.add(place);
    }
  }

  @Override
  public synchronized Set<String> architectures() {
    return Set.copyOf(places.keySet());
  }

  @Override
  public synchronized List<ArchitectureStatistics> read(Collection<String> architectures) {
    return architectures.stream().map(this::read).toList();
  }

  private ArchitectureStatistics read(String architecture) {
    Journal.Place place = places.get(architecture);
    if (place == null) {
      throw new InputException("%s: found no statistics of %s".formatted(file, architecture));
    }
    return read(place);
  }

  private ArchitectureStatistics read(Journal.Place place) {
    return entry(journal.entry(place), place).measured().statistics(recorded);
  }

  @Override
  public Optional<String> readOnly() {
    return readOnly;
  }

  private void requireWritable() {
    readOnly.ifPresent(why -> refuse(file, why));
  }

  @Override
  public synchronized void add(ArchitectureStatistics one) {
    requireWritable();
    if (places.containsKey(one.architecture())) {
      throw new IllegalArgumentException(
          "%s: %s is there already".formatted(file, one.architecture()));
    }
    places.put(one.architecture(), journal.append(JournalEntry.measured(one).bytes()));
    nonFinite = nonFinite.with(one);
  }

  @Override
  public synchronized void addFailure(String architecture, String message) {
    requireWritable();
    journal.append(JournalEntry.failed(architecture, message).bytes());
  }

  @Override
  public synchronized void requireDevice(String asked) {
    if (asked.split(",", 2)[0].equals(device.split(",", 2)[0])) {
      return;
    }
    if (!places.isEmpty()) {
      throw new InputException(
          "%s: measured on %s, asked to go on with %s (use another store or another device)"
              .formatted(file, device, asked));
    }
    requireWritable();
    journal.append(JournalEntry.measuredOn(asked).bytes());
    device = asked;
  }

  @Override
  public synchronized NonFinite nonFinite() {
    for (Journal.Place place : notCounted) {
      nonFinite = nonFinite.with(read(place));
    }
    notCounted.clear();
    return nonFinite;
  }

  @Override
  public synchronized void close() {
    journal.close();
  }
}
