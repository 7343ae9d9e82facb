package org.parzc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.Labels;
import org.parzc.report.TrialTable;
import org.parzc.search.SearchRun;
import org.parzc.search.Trial;
import org.parzc.search.Trials;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Option;

/** Options of a search that is repeated with other seeds. */
final class RepeatOptions {
  @Option(
      names = "--repeat",
      paramLabel = "N",
      description =
          "Search N times, with seeds from --seed on, and show what each search found and cost.")
  private Integer repeat;

  @Option(
      names = "--truth",
      paramLabel = "COLUMN",
      description =
          "Column of --labels that says what is found by --repeat is worth (default: the label"
              + " column).")
  private String truth;

  /** Returns whether the search is to be repeated. */
  boolean isAsked() {
    return repeat != null;
  }

  /**
   * @param others whether there are options that make no sense for several searches
   */
  void check(boolean others) {
    if (repeat == null && truth != null) {
      throw new InputException("--truth: found %s, but no --repeat".formatted(truth));
    }
    if (repeat != null) {
      Bounds.check("--repeat", repeat, 1, Bounds.REPETITIONS);
      if (others) {
        throw new InputException(
            "--repeat: found --state, --json, --minimise, --report or --plots too, expected none");
      }
    }
  }

  /**
   * Searches again and again, and shows what that came to.
   *
   * @param labels say what is found is worth
   * @param seed the first seed
   * @param file CSV file for the trials; null for none
   */
  void run(
      SearchRun run,
      SearchSpace space,
      Optional<LabelOptions> labels,
      long seed,
      InvalidEntries entries,
      StopRequest stop,
      Path file,
      Output output) {
    LabelOptions options =
        labels.orElseThrow(
            () ->
                new InputException(
                    "--repeat: found no --labels, expected a table that says what was found"));
    Labels table =
        truth == null
            ? options.read(space, entries, output)
            : options.read(space, truth, entries, output);
    List<Trial> trials;
    try (SearchBar bar = new SearchBar(output, () -> {})) {
      trials = new Trials(table, run::trial).run(seed, repeat, stop::isMade, bar);
    }
    if (file != null) {
      TrialTable.of(trials, table.column()).writeCsv(file);
    }
    output.print(TrialTable.withMeans(trials, table.column()));
  }
}
