package org.parzc.cli;

import java.nio.file.Path;
import org.parzc.InputException;
import org.parzc.labels.Direction;
import picocli.CommandLine.Option;

/** Options of a command that may read labels, or get them in another way. */
final class OptionalLabelOptions extends LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = {
        "Architectures and their trained accuracy: CSV with a header, the .tfrecord of",
        "NAS-Bench-101, or a .json file of NDS or NAS-Bench-Suite-Zero."
      })
  private Path file;

  @Override
  Path file() {
    return file;
  }

  /**
   * Refuses options without the labels that they are about.
   *
   * @param elsewhere whether there are labels that come from elsewhere
   * @throws InputException if there is no file, but an option that needs one
   */
  void check(boolean elsewhere) {
    if (file == null && isAboutFile()) {
      throw new InputException(
          "--arch-column, --label-column, --skip-unlabelled, --average-runs: found no --labels, "
              + "expected the file that they are about");
    }
    if (file == null && !elsewhere && direction() == Direction.LOWER_IS_BETTER) {
      throw new InputException(
          "--lower-is-better: found no labels, expected --labels or --label-command");
    }
  }
}
