package org.parzc.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
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
import org.parzc.statistics.NodeStatistics;
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
 * Memory holds the places of the entries. Thread-safe: methods exclude each other.
 */
final class JournalStore implements StatisticsStore {
  private static final String VERSION = "1";
  private static final String CPU = "cpu";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Journal journal;
  private final Recorded recorded;
  private final Map<String, Journal.Place> places = new LinkedHashMap<>();
  private final Optional<String> readOnly;
  private String device = CPU;
  private NonFinite nonFinite = NonFinite.NONE;

  /** An entry: one of these, the others null. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Entry(Provenance made, String device, Measured measured, Failed failed) {}

  private record Measured(
      String architecture,
      long parameters,
      long flops,
      int depth,
      List<NodeStatistics> nodes,
      Map<String, Double> proxies) {
    static Measured of(ArchitectureStatistics one) {
      return new Measured(
          one.architecture(),
          one.parameters(),
          one.flops(),
          one.depth(),
          one.nodes(),
          one.proxies());
    }

    ArchitectureStatistics statistics(Recorded recorded) {
      return new ArchitectureStatistics(
          architecture, parameters, flops, depth, nodes, proxies, recorded);
    }
  }

  private record Failed(String architecture, String message) {}

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
    Provenance asked = Provenance.of("journal", VERSION).with(extraction.provenance());
    Journal journal = Journal.open(file);
    try {
      JournalStore opened = new JournalStore(file, journal, extraction.settings().recorded());
      journal.read(
          bytes(new Entry(asked, null, null, null)),
          (entry, place) -> opened.take(opened.entry(entry, place), place, asked));
      return opened;
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private static byte[] bytes(Entry entry) {
    try {
      return JSON.writeValueAsBytes(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry that JSON has no form for", e);
    }
  }

  private Entry entry(String json, Journal.Place place) {
    try {
      return JSON.readValue(json, Entry.class);
    } catch (JsonProcessingException e) {
      throw journal.damaged(place.number(), e.getOriginalMessage());
    }
  }

  private void take(Entry entry, Journal.Place place, Provenance asked) {
    if ((place.number() == 1) != (entry.made() != null)) {
      throw journal.damaged(place.number(), "not in a journal of statistics");
    }
    if (entry.made() != null) {
      entry.made().requireSame(file, asked);
    } else if (entry.device() != null) {
      device = entry.device();
    } else if (entry.measured() != null) {
      places.put(entry.measured().architecture(), place);
      nonFinite = nonFinite.with(entry.measured().statistics(recorded));
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
    return entry(journal.entry(place), place).measured().statistics(recorded);
  }

  @Override
  public Optional<String> readOnly() {
    return readOnly;
  }

  private void requireWritable() {
    readOnly.ifPresent(
        why -> {
          throw new InputException(file + ": " + why);
        });
  }

  @Override
  public synchronized void add(ArchitectureStatistics one) {
    requireWritable();
    if (places.containsKey(one.architecture())) {
      throw new IllegalArgumentException(
          "%s: %s is there already".formatted(file, one.architecture()));
    }
    places.put(
        one.architecture(), journal.append(bytes(new Entry(null, null, Measured.of(one), null))));
    nonFinite = nonFinite.with(one);
  }

  @Override
  public synchronized void addFailure(String architecture, String message) {
    requireWritable();
    journal.append(bytes(new Entry(null, null, null, new Failed(architecture, message))));
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
    journal.append(bytes(new Entry(null, asked, null, null)));
    device = asked;
  }

  @Override
  public synchronized NonFinite nonFinite() {
    return nonFinite;
  }

  @Override
  public synchronized void close() {
    journal.close();
  }
}
