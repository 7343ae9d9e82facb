package org.parzc.cli;

import java.nio.file.Path;
import org.parzc.dataset.InvalidEntries;
import org.parzc.dataset.LabelFile;
import org.parzc.dataset.LabelRange;
import org.parzc.dataset.Labels;
import org.parzc.dataset.Unlabelled;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Option;

/** Options that name the labelled architectures. */
final class LabelOptions {
  /** Fewer labels say nothing about an order. */
  private static final int FEWEST = 10;

  @Option(names = "--labels", required = true, paramLabel = "FILE",
      description = {"Architectures and their trained accuracy: CSV with a header, the .tfrecord of",
          "NAS-Bench-101, or a .json file of NDS or NAS-Bench-Suite-Zero."})
  private Path file;

  @Option(names = "--arch-column", paramLabel = "NAME",
      description = "Column of the architectures (default: architecture, arch_str, arch or the space's own).")
  private String architectureColumn;

  @Option(names = "--label-column", paramLabel = "NAME",
      description = {"Column of the labels (default: the only other column with numbers);",
          "of NAS-Bench-Suite-Zero, DATASET/val_accuracy."})
  private String labelColumn;

  @Option(names = "--label-range", defaultValue = "0,100", paramLabel = "MIN,MAX",
      description = "Labels outside are refused (default: ${DEFAULT-VALUE}).")
  private String range;

  @Option(names = "--skip-unlabelled", description = "Pass over rows with an empty label.")
  private boolean skipUnlabelled;

  Labels read(SearchSpace space, InvalidEntries invalid) {
    return read(space, labelColumn, invalid);
  }

  /** Returns the labels in another column of the file. */
  Labels read(SearchSpace space, String column, InvalidEntries invalid) {
    return LabelFile.read(file, space, architectureColumn, column, LabelRange.parse(range),
        skipUnlabelled ? Unlabelled.SKIPPED : Unlabelled.REFUSED, invalid).requireAtLeast(FEWEST);
  }

  /** Returns what the labels depend on. */
  String description() {
    return "column %s of %s, range %s".formatted(labelColumn, Fingerprint.of(file), range);
  }
}
