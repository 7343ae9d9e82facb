package org.parzc.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.labels.Labels;
import org.parzc.model.MabnSettings;
import org.parzc.search.CommandLabeller;
import org.parzc.search.LabelPlan;
import org.parzc.search.Labeller;
import org.parzc.search.Objective;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a search that trains its own predictor on labels that it takes on the way. */
final class OnlineOptions {
  private static final int ROUNDS = 5;

  @Option(names = "--label-budget", paramLabel = "N", description = "Labels that --objective mabn may take.")
  private Integer budget;

  @Option(names = "--label-rounds", paramLabel = "N",
      description = "Times that it takes some of them, with a new predictor after each (default: " + ROUNDS + ").")
  private Integer rounds;

  @Option(names = "--first-labels", defaultValue = "RANDOM", paramLabel = "HOW",
      description = "How the first ones are chosen: random, or diverse, which measures ten times as many (default: "
          + "random).")
  private LabelPlan.First first;

  @Option(names = "--label-command", paramLabel = "COMMAND",
      description = "Shell command that trains an architecture, in place of {architecture}, and prints its label as "
          + "the last line; without it labels come from --labels. Where it fails, or prints something else, that is "
          + "recorded and the search goes on.")
  private String command;

  @Option(names = "--labels-out", paramLabel = "FILE", description = "CSV file for the labels that were taken.")
  private Path file;

  @Mixin
  private ModelOptions model;

  /** @throws InputException if only one of objective and options is there, or the labels cannot be written */
  void check(boolean online) {
    boolean any = Stream.of(Optional.ofNullable(budget), Optional.ofNullable(rounds), Optional.ofNullable(command),
        Optional.ofNullable(file)).anyMatch(Optional::isPresent);
    if (!online && any) {
      throw new InputException("--label-budget, --label-rounds, --label-command, --labels-out: found another objective"
          + ", expected --objective mabn");
    }
    if (online && budget == null) {
      throw new InputException("--objective mabn: found no --label-budget, expected the number of labels");
    }
    if (budget != null) {
      Bounds.checkMost("--label-budget", budget, Bounds.ARCHITECTURES);
    }
    if (file != null) {
      AtomicFile.requirePlace(file);
    }
  }

  LabelPlan plan() {
    try {
      return new LabelPlan(budget, rounds == null ? ROUNDS : rounds, first);
    } catch (InputException e) {
      throw new InputException("--label-budget, --label-rounds: " + e.getMessage(), e);
    }
  }

  MabnSettings model() {
    return model.settings();
  }

  /** Returns where the labels are to be written. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** Returns whether labels come from a command. */
  boolean hasCommand() {
    return command != null;
  }

  /**
   * Returns what gives the labels: the command, or else the table.
   *
   * @param options say what the command's labels mean
   */
  Labeller labeller(Optional<Labels> table, LabelOptions options) {
    if (command != null) {
      return new CommandLabeller(command, options.range(), options.direction());
    }
    return new Objective.Labelled(table.orElseThrow(() -> new InputException(
        "--objective mabn: found neither --labels nor --label-command, expected one")));
  }

  /**
   * Returns what the choice of labels depends on.
   *
   * @param options say what the command's labels mean
   */
  Map<String, String> provenance(LabelOptions options) {
    Map<String, String> provenance = new TreeMap<>(Map.of("label_plan", plan().toString(), "model",
        model().toString()));
    if (command != null) {
      provenance.put("label_command", command);
      provenance.put("label_range", options.range().toString());
    }
    return provenance;
  }
}
