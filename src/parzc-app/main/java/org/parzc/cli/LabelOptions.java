package org.parzc.cli;

import java.nio.file.Path;
import org.parzc.files.Fingerprint;
import org.parzc.labels.Direction;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.LabelFile;
import org.parzc.labels.LabelRange;
import org.parzc.labels.LabelRules;
import org.parzc.labels.Labels;
import org.parzc.labels.Repeats;
import org.parzc.labels.Unlabelled;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Option;

/** Options that say how a file of labelled architectures is read, and what its labels mean. */
abstract class LabelOptions {
  /** Fewer labels say nothing about an order. */
  private static final int FEWEST = 10;

  @Option(
      names = "--arch-column",
      paramLabel = "NAME",
      description =
          "Column of the architectures (default: architecture, arch_str, arch or the space's own).")
  private String architectureColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = {
        "Column of the labels (default: the only other column with numbers, row numbers apart);",
        "of NAS-Bench-Suite-Zero, DATASET/val_accuracy."
      })
  private String labelColumn;

  @Option(
      names = "--lower-is-better",
      description =
          "Labels are errors, losses or the like: the lowest is the best (default: the highest"
              + " is).")
  private boolean lowerIsBetter;

  @Option(
      names = "--label-range",
      defaultValue = "0,100",
      paramLabel = "MIN,MAX",
      description = "Reject labels outside this range (default: ${DEFAULT-VALUE}).")
  private String range;

  @Option(
      names = "--skip-unlabelled",
      description =
          "Pass over architectures whose label is missing: empty, nan, NA, N/A, null, none or -.")
  private boolean skipUnlabelled;

  @Option(
      names = "--average-runs",
      description =
          "Take the mean of the labels of an architecture that has several, as from several"
              + " training runs.")
  private boolean averageRuns;

  /** Returns the file; null if none was named. */
  abstract Path file();

  /**
   * Returns the labels.
   *
   * @param invalid what to do with entries that are not architectures of the space
   * @param output takes what was read, and how, for people
   */
  Labels read(SearchSpace space, InvalidEntries invalid, Output output) {
    return read(space, labelColumn, invalid, output);
  }

  /** Returns the labels in another column of the file. */
  Labels read(SearchSpace space, String column, InvalidEntries invalid, Output output) {
    Labels labels =
        LabelFile.read(
                file(),
                space,
                new LabelRules(
                    architectureColumn,
                    column,
                    range(),
                    skipUnlabelled ? Unlabelled.SKIPPED : Unlabelled.REFUSED,
                    averageRuns ? Repeats.AVERAGED : Repeats.REFUSED,
                    direction(),
                    invalid))
            .requireAtLeast(FEWEST)
            .requireDifferent();
    output.say(
        "%s: %d labels from column %s, %s%n",
        file(), labels.size(), labels.column(), labels.direction());
    labels.remarks().forEach(remark -> output.say("%s: %s%n", file(), remark));
    Direction.suggestedBy(labels.column())
        .filter(suggested -> suggested != labels.direction())
        .ifPresent(
            suggested ->
                output.warn(
                    "%s: column %s sounds like '%s', but is read as '%s'%s%n",
                    file(),
                    labels.column(),
                    suggested,
                    labels.direction(),
                    lowerIsBetter ? "" : "; see --lower-is-better"));
    return labels;
  }

  /** Returns which labels are better. */
  Direction direction() {
    return lowerIsBetter ? Direction.LOWER_IS_BETTER : Direction.HIGHER_IS_BETTER;
  }

  /** Returns the labels that make sense. */
  LabelRange range() {
    return LabelRange.parse(range);
  }

  /** Returns whether there is an option that makes sense for a file alone. */
  boolean isAboutFile() {
    return architectureColumn != null || labelColumn != null || skipUnlabelled || averageRuns;
  }

  /** Returns what the labels depend on, but for their direction. */
  String description() {
    return "%s of %s, range %s%s"
        .formatted(
            labelColumn == null ? "usual column" : "column " + labelColumn,
            Fingerprint.of(file()),
            range,
            averageRuns ? ", runs averaged" : "");
  }
}
