package org.parzc.store;

import com.google.common.collect.Maps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.dataset.StatisticsStore;
import org.parzc.files.AtomicFile;
import org.parzc.files.Provenance;
import org.parzc.files.ReadOnly;
import org.parzc.files.Unfinished;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NonFinite;

/**
 * The statistics of many architectures in one file. An architecture is there whole or not at all,
 * whenever the process dies; what {@link #add} returned from stays. One process writes at a time;
 * several may read when none writes, and several have a file open that none of them can write.
 * Thread-safe: methods exclude each other.
 *
 * <p>Every method may also throw {@link InputException} where the file system refuses (disk full,
 * no permission), and {@link StoreException} where the database fails otherwise; once closed, every
 * one throws {@link IllegalStateException}. A store that is never closed lets go of its file after
 * it became unreachable.
 */
public final class DuckDbStore implements StatisticsStore {
  /** What a store that says nothing of its device was measured on. */
  private static final String CPU = "cpu";

  private final Database database;
  private final StoreContents contents;
  private final Optional<String> readOnly;
  private final RowWriter writer;
  private final Inventory inventory;

  /** Where nodes lie, once it was looked for; not known of a store that is not as we made it. */
  private Optional<Optional<NodePlaces>> places = Optional.empty();

  private DuckDbStore(Database database, StoreContents contents, Optional<String> readOnly) {
    this.database = database;
    this.contents = contents;
    this.readOnly = readOnly;
    this.writer = new RowWriter(contents);
    this.inventory = new Inventory(database, contents);
  }

  /**
   * Opens a store for writing, and creates it if there is none; one of another version of the
   * program, or whose file or directory cannot be written, is opened for reading.
   *
   * @throws InputException if the file was made with other contents, is no store of this program's,
   *     is open in another process, or cannot be created
   */
  public static DuckDbStore open(Path file, StoreContents contents) {
    if (Files.exists(file)) {
      Unfinished.removeLeftOver(file);
    } else {
      NewStore.create(file, contents);
    }
    DuckDbStore opened =
        open(file, ReadOnly.reasonWithDirectory(file), found -> found.requireSame(file, contents));
    Optional<String> another = opened.contents.requireSame(file, contents);
    if (another.isEmpty() || opened.readOnly.isPresent()) {
      return opened;
    }
    opened.close();
    return open(file, another, found -> found.requireSame(file, contents));
  }

  /**
   * Opens a store for reading; it need not be writable.
   *
   * @throws InputException if the file does not exist, is no store of this program's, or is open
   *     for writing in another process
   */
  public static DuckDbStore openReadOnly(Path file) {
    if (!Files.exists(file)) {
      throw new InputException(file + ": no such store");
    }
    return open(file, Optional.of("is open for reading"), found -> {});
  }

  private static DuckDbStore open(
      Path file, Optional<String> readOnly, Consumer<StoreContents> check) {
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": a directory, expected a store");
    }
    Database database = Database.open(file, readOnly.isPresent());
    try {
      StoreContents found = Schema.read(database);
      check.accept(found);
      return new DuckDbStore(database, found, readOnly);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Returns what the store was made with. */
  public synchronized StoreContents contents() {
    database.requireOpen();
    return contents;
  }

  /**
   * Says where the architectures that will be added were measured. Numbers of a CPU and of a GPU
   * differ by more than rounding does on either, so a store has one kind. On disk once this
   * returns.
   *
   * @param device its kind, {@code cpu} or {@code cuda}, and what else is known of it after a comma
   * @throws InputException if the store has architectures that were measured on another kind
   */
  @Override
  public synchronized void requireDevice(String device) {
    String found =
        database.query(
            "SELECT value FROM provenance WHERE key = '" + StoreContents.DEVICE + "'",
            rows -> rows.next() ? rows.getString(1) : null);
    String measured = found == null ? CPU : found;
    if (kind(measured).equals(kind(device))) {
      return;
    }
    if (counts().architectures() > 0) {
      throw new InputException(
          "%s: measured on %s, asked to go on with %s (use another store or another device)"
              .formatted(database.file(), measured, device));
    }
    requireWritable();
    database.transaction(
        connection ->
            Schema.insertProvenance(
                connection.prepareStatement("INSERT OR REPLACE INTO provenance VALUES (?, ?)"),
                Provenance.of(StoreContents.DEVICE, device)));
  }

  @Override
  public Optional<String> readOnly() {
    return readOnly;
  }

  private void requireWritable() {
    database.requireOpen();
    readOnly.ifPresent(
        why -> {
          throw new InputException(database.file() + ": " + why);
        });
  }

  private static String kind(String device) {
    return device.split(",", 2)[0];
  }

  /**
   * Adds an architecture in one transaction and takes back its failure, if it had one. On disk once
   * this returns.
   *
   * @throws IllegalArgumentException if the architecture is stored already, or has a statistic or
   *     proxy that is not among the store's
   * @throws InputException if the store is {@linkplain #readOnly() read-only}
   */
  @Override
  public synchronized void add(ArchitectureStatistics statistics) {
    requireWritable();
    writer.check(statistics);
    database.transaction(connection -> writer.write(connection, statistics));
    places.flatMap(known -> known).ifPresent(known -> known.added(statistics.nodes().size()));
  }

  /** Records, or overwrites, why an architecture has no statistics. On disk once this returns. */
  @Override
  public synchronized void addFailure(String architecture, String message) {
    requireWritable();
    database.transaction(
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement("INSERT OR REPLACE INTO failure VALUES (?, ?)")) {
            statement.setString(1, architecture);
            statement.setString(2, message);
            statement.execute();
          }
        });
  }

  /**
   * Returns the texts of the architectures that have statistics, in the order of {@link #read()}.
   */
  @Override
  public synchronized Set<String> architectures() {
    return inventory.architectures();
  }

  /** Returns the architectures that failed, each with its message, in the order of their texts. */
  public synchronized Map<String, String> failures() {
    return inventory.failures();
  }

  /** Returns everything, in the order of the texts' UTF-8 bytes. */
  public synchronized List<ArchitectureStatistics> read() {
    return new RowReader(database, contents).all();
  }

  /**
   * Returns the given architectures, in the order given.
   *
   * @throws InputException if some are not stored, naming up to three and their number
   */
  @Override
  public synchronized List<ArchitectureStatistics> read(Collection<String> architectures) {
    database.requireOpen();
    String[] wanted = architectures.stream().distinct().toArray(String[]::new);
    Map<String, ArchitectureStatistics> found =
        Maps.uniqueIndex(
            new RowReader(database, contents).only(wanted, places()),
            ArchitectureStatistics::architecture);
    List<String> missing = Stream.of(wanted).filter(text -> !found.containsKey(text)).toList();
    if (!missing.isEmpty()) {
      throw new InputException(
          "%s: %d of %d architectures are not in the store: %s%s"
              .formatted(
                  database.file(),
                  missing.size(),
                  wanted.length,
                  missing.stream().limit(3).collect(Collectors.joining(", ")),
                  missing.size() > 3 ? ", …" : ""));
    }
    return architectures.stream().map(found::get).toList();
  }

  private Optional<NodePlaces> places() {
    if (places.isEmpty()) {
      places = Optional.of(NodePlaces.of(database));
    }
    return places.get();
  }

  /** Returns how many rows there are. */
  public synchronized StoreCounts counts() {
    return inventory.counts();
  }

  /** Returns where numbers are not finite. */
  @Override
  public synchronized NonFinite nonFinite() {
    return inventory.nonFinite();
  }

  /**
   * Refuses a place that nothing can be exported to: worth knowing before the work that fills the
   * store.
   *
   * @throws InputException if the name does not end in {@code .parquet} or {@code .csv}, the file
   *     is a directory or its directory does not exist
   */
  public static void requireExportable(Path file) {
    Export.options(file);
    AtomicFile.requirePlace(file);
  }

  /**
   * Writes one row per node, in the order of architecture and node. The file appears whole or not
   * at all, and stores with the same content give the same bytes. Absent statistics are nulls in
   * Parquet and empty in CSV, where the numbers that are not finite read {@code nan}, {@code inf}
   * and {@code -inf}.
   *
   * @param file ends in {@code .parquet} (zstd) or {@code .csv}; overwritten if it exists
   * @throws InputException if the name ends otherwise or the file cannot be written
   */
  public synchronized void exportNodes(Path file) {
    new Export(database).nodes(file);
  }

  /**
   * Writes one row per architecture, in the order of {@link #read()}; otherwise like {@link
   * #exportNodes}.
   *
   * @param file ends in {@code .parquet} (zstd) or {@code .csv}; overwritten if it exists
   * @throws InputException if the name ends otherwise or the file cannot be written
   */
  public synchronized void exportArchitectures(Path file) {
    new Export(database).architectures(file);
  }

  /**
   * Closes the store and folds DuckDB's write-ahead log into the file. Closing twice is allowed.
   */
  @Override
  public synchronized void close() {
    database.close();
  }
}
