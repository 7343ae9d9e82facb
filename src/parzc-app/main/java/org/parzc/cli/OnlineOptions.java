package org.parzc.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.search.LabelPlan;
import org.parzc.search.LabelSpec;
import org.parzc.search.SearchSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options of a search that trains its own predictor on labels that it acquires, within a budget.
 */
final class OnlineOptions {
  @Option(
      names = "--label-budget",
      paramLabel = "N",
      description = "Label budget: how many labels --objective mabn may ask for.")
  private Integer budget;

  @Option(
      names = "--label-rounds",
      paramLabel = "N",
      description =
          "Rounds of acquisition that spend it, with a new predictor after each (default: "
              + LabelSpec.USUAL_ROUNDS
              + ").")
  private Integer rounds;

  @Option(
      names = "--first-labels",
      paramLabel = "HOW",
      description =
          "How the first ones are chosen: random, or diverse, which measures ten times as many"
              + " (default: random).")
  private LabelPlan.First first;

  @Option(
      names = "--label-command",
      paramLabel = "COMMAND",
      description =
          "Shell command that trains an architecture, in place of {architecture}, and prints its"
              + " label as the last line; without it labels come from --labels. Where it fails, or"
              + " prints something else, that is recorded and the search goes on.")
  private String command;

  @Option(
      names = "--labels-out",
      paramLabel = "FILE",
      description = "CSV file for the labels that were taken.")
  private Path file;

  @Mixin private ModelOptions model;

  /** Says how labels are taken. */
  void describe(SearchSpec.Builder spec) {
    spec.labels(budget, rounds, first, command).model(model.settings());
  }

  /**
   * Checks the file for the labels.
   *
   * @param takesLabels whether there will be any
   * @throws InputException if there will not, or they cannot be written
   */
  void check(boolean takesLabels) {
    if (file != null && !takesLabels) {
      throw new InputException("--labels-out: found another objective, expected --objective mabn");
    }
    if (file != null) {
      AtomicFile.requirePlace(file);
    }
  }

  /** Returns where the labels are to be written. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Returns whether labels come from a command. */
  boolean hasCommand() {
    return command != null;
  }
}
