package org.parzc.labels;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.parzc.InputException;
import org.parzc.files.InputFile;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;

/**
 * Reads the option that names the architectures to score: {@code all}, {@code random:N}, a {@code
 * .csv} file with a header, a {@code .json} file of labels or proxies, or a text file with one
 * architecture a line, where empty lines and lines that start with {@code #} are passed over.
 * Thread-safe.
 */
public final class Candidates {
  /** More would not fit into memory together with their statistics. */
  private static final long MOST = 10_000_000;

  /** Draws per architecture wanted before a space is taken to be exhausted. */
  private static final int PATIENCE = 100;

  private static final String ALL = "all";
  private static final String RANDOM = "random:";
  private static final String ONCE = "each is taken once";

  private Candidates() {}

  /**
   * Returns the architectures of an option; the column of a CSV file is {@code architecture}, else
   * {@code arch_str}, else {@code arch}, and every entry of a file is an architecture of the space.
   *
   * @throws InputException as {@link #read(String, SearchSpace, long, String, InvalidEntries)}
   */
  public static List<Architecture> read(String spec, SearchSpace space, long seed) {
    return read(spec, space, seed, null, InvalidEntries.REFUSED);
  }

  /**
   * Returns the architectures of an option, each once: {@code all} in the space's order, {@code
   * random:N} uniformly without repetition in the order drawn, files in the order of their lines.
   *
   * @param spec one of the forms above; {@code ./all} reads a file named {@code all}
   * @param seed decides {@code random:N} alone
   * @param archColumn name of the column of a CSV file, null for the usual ones
   * @param invalid what to do with entries of a file that are not architectures of the space
   * @throws InputException if N is not in 1…size, {@code all} is more than ten million, a file
   *     cannot be read or is empty, or an entry is not an architecture of the space or repeats an
   *     earlier one in the same form
   */
  public static List<Architecture> read(
      String spec, SearchSpace space, long seed, String archColumn, InvalidEntries invalid) {
    if (spec.equals(ALL)) {
      return all(space);
    }
    if (spec.startsWith(RANDOM)) {
      return random(spec, space, seed);
    }
    Path file = InputFile.path(spec);
    FileStart start = FileStart.of(file);
    if (archColumn == null && SuiteZeroFile.recognises(start)) {
      return published(file, space, invalid);
    }
    if (start.isJson()) {
      return LabelFile.read(
              file, space, LabelRules.strict(archColumn, null, LabelRange.PERCENT).with(invalid))
          .architectures();
    }
    boolean isTable = spec.toLowerCase(Locale.ROOT).endsWith(".csv");
    return isTable ? table(file, space, archColumn, invalid) : lines(file, space, invalid);
  }

  private static List<Architecture> published(
      Path file, SearchSpace space, InvalidEntries invalid) {
    List<Architecture> architectures = new ArrayList<>();
    RepeatedKeys keys = new RepeatedKeys();
    InvalidEntries.Tally tally = invalid.tally(file, space);
    SuiteZeroFile.read(
        file,
        space,
        null,
        tally,
        source ->
            entry -> {
              if (keys.add(source, entry)) {
                architectures.add(entry.architecture());
              }
            });
    tally.tellRepeats(keys.repeats(), ONCE);
    return List.copyOf(architectures);
  }

  private static List<Architecture> all(SearchSpace space) {
    if (!(space instanceof EnumerableSpace numbered)) {
      throw new InputException(
          "candidates: 'all' needs a space that numbers its architectures, %s does not; use %sN"
              .formatted(space.name(), RANDOM));
    }
    if (numbered.size() > MOST) {
      throw new InputException(
          "candidates: 'all' is %d architectures of %s, expected at most %d; use random:N"
              .formatted(numbered.size(), space.name(), MOST));
    }
    return LongStream.range(0, numbered.size()).mapToObj(numbered::at).toList();
  }

  private static List<Architecture> random(String spec, SearchSpace space, long seed) {
    long most = space instanceof EnumerableSpace numbered ? Math.min(MOST, numbered.size()) : MOST;
    int count;
    try {
      count = Integer.parseInt(spec.substring(RANDOM.length()));
    } catch (NumberFormatException e) {
      throw new InputException(
          "candidates: found %s, expected random:N with N from 1 to %d"
              .formatted(InputFile.excerpt(spec), most),
          e);
    }
    if (count < 1 || count > most) {
      throw new InputException(
          "candidates: found %s, expected N from 1 to %d".formatted(InputFile.excerpt(spec), most));
    }
    RandomGenerator random = new SplittableRandom(seed);
    return space instanceof EnumerableSpace numbered
        ? shuffled(numbered, count, random)
        : distinct(space, count, random);
  }

  private static List<Architecture> shuffled(
      EnumerableSpace space, int count, RandomGenerator random) {
    // Fisher and Yates on a list that is never written down: only displaced indices are kept.
    Map<Long, Long> displaced = new HashMap<>();
    List<Architecture> drawn = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long j = i + random.nextLong(space.size() - i);
      drawn.add(space.at(displaced.getOrDefault(j, j)));
      displaced.put(j, displaced.getOrDefault(i, i));
    }
    return List.copyOf(drawn);
  }

  private static List<Architecture> distinct(SearchSpace space, int count, RandomGenerator random) {
    Set<Architecture> drawn = new LinkedHashSet<>();
    for (long draws = 0; drawn.size() < count; draws++) {
      if (draws > PATIENCE * (long) count) {
        throw new InputException(
            "candidates: random:%d found only %d different architectures of %s"
                .formatted(count, drawn.size(), space.name()));
      }
      drawn.add(space.random(random));
    }
    return List.copyOf(drawn);
  }

  /**
   * The architectures of a file that is read line by line, and the lines on which each text of
   * theirs stands.
   */
  private static final class Found {
    private final InvalidEntries.Tally tally;
    private final Set<Architecture> architectures = new LinkedHashSet<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private int repeats;

    Found(InvalidEntries.Tally tally) {
      this.tally = tally;
    }

    /**
     * Takes an entry.
     *
     * @param duplicate returns the exception for a text that was on an earlier line
     */
    void add(
        String text,
        int line,
        Supplier<Architecture> entry,
        IntFunction<InputException> duplicate) {
      tally
          .read(entry)
          .ifPresent(
              architecture -> {
                Integer before = lines.putIfAbsent(text, line);
                if (before != null) {
                  throw duplicate.apply(before);
                }
                repeats += architectures.add(architecture) ? 0 : 1;
              });
    }

    List<Architecture> all() {
      tally.finish();
      tally.tellRepeats(repeats, ONCE);
      return List.copyOf(architectures);
    }
  }

  private static List<Architecture> table(
      Path file, SearchSpace space, String archColumn, InvalidEntries invalid) {
    CsvTable table = CsvTable.open(file);
    ArchitectureColumns columns = ArchitectureColumns.of(table, archColumn, space);
    Found found = new Found(invalid.tally(file, space));
    table.forEach(
        row ->
            found.add(
                columns.text(row),
                row.line(),
                () -> columns.architecture(row),
                before -> table.wrong(row, columns.first(), 0, "duplicate of line " + before)));
    return found.all();
  }

  private static List<Architecture> lines(Path file, SearchSpace space, InvalidEntries invalid) {
    Found found = new Found(invalid.tally(file, space));
    boolean isEmpty = true;
    try (BufferedReader reader = InputFile.reader(file)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          isEmpty = false;
          String text = line;
          int own = number;
          found.add(
              line.strip(),
              own,
              () -> architecture(file, own, text, space),
              before ->
                  new InputException("%s:%d: duplicate of line %d".formatted(file, own, before)));
        }
      }
    } catch (CharacterCodingException e) {
      throw InputFile.notText(file, e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, InputFile.reason(e)), e);
    }
    if (isEmpty) {
      throw new InputException(file + ": found no architectures, expected one a line");
    }
    return found.all();
  }

  private static Architecture architecture(Path file, int number, String line, SearchSpace space) {
    int indent = line.length() - line.stripLeading().length();
    try {
      return space.interpret(line.strip());
    } catch (ArchitectureSyntaxException e) {
      throw new InputException(
          "%s:%d:%d: not an architecture of %s: %s"
              .formatted(file, number, indent + e.column(), space.name(), e.getMessage()),
          e);
    }
  }
}
