package org.parzc.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.parzc.InputException;
import org.parzc.evaluation.Split;
import org.parzc.evaluation.SplitFile;
import org.parzc.files.AtomicFile;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say which labels an evaluation trains on. */
final class SplitOptions {
  private static final int USUAL = 5;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--budgets",
      split = ",",
      required = true,
      paramLabel = "N",
      description = "Numbers of labels to train on.")
  private List<Integer> budgets;

  @Option(
      names = "--splits",
      paramLabel = "N",
      description = "Random splits per budget (default: " + USUAL + ").")
  private Integer count;

  @Option(
      names = "--read-splits",
      paramLabel = "FILE",
      description =
          "Splits from a CSV file with split (its seed), position (from 0) and architecture,"
              + " instead of random ones.")
  private Path source;

  @Option(
      names = "--write-splits",
      paramLabel = "FILE",
      description =
          "CSV file for the splits: the training set of the largest budget, smaller ones are its"
              + " beginning.")
  private Path target;

  @Option(
      names = "--labelling",
      defaultValue = "RANDOM",
      paramLabel = "HOW",
      description =
          "How training sets are chosen: random, or suggested: grown from ten diverse architectures"
              + " as 'parzc suggest' would with the first preset (default: random).")
  private Acquisition acquisition;

  /** How the architectures of training sets are chosen. */
  enum Acquisition {
    RANDOM,
    SUGGESTED
  }

  /**
   * @throws InputException if options contradict each other or there is no place to write to
   */
  void check() {
    if (source != null
        && (count != null || command.commandLine().getParseResult().hasMatchedOption("--seed"))) {
      throw new InputException(
          "--read-splits: found --splits or --seed too, but %s says both".formatted(source));
    }
    if (source != null && acquisition == Acquisition.SUGGESTED) {
      throw new InputException(
          "--labelling suggested: found --read-splits too, but %s says what to train on"
              .formatted(source));
    }
    if (count != null) {
      Bounds.check("--splits", count, 1, Bounds.REPETITIONS);
    }
    if (target != null) {
      AtomicFile.requirePlace(target);
    }
  }

  List<Integer> budgets() {
    return budgets;
  }

  /** Returns whether training sets are grown by suggestions. */
  boolean isSuggested() {
    return acquisition == Acquisition.SUGGESTED;
  }

  /** Returns the largest budget. */
  int largestBudget() {
    return Collections.max(budgets);
  }

  /** Returns the splits of the architectures, those that suggestions start from included. */
  List<Split> splits(SearchSpace space, List<Architecture> architectures, long seed) {
    return source == null
        ? Split.draw(architectures.size(), count == null ? USUAL : count, seed)
        : SplitFile.read(source, space, largestBudget(), architectures);
  }

  /** Writes the splits if that was asked for. */
  void write(List<Split> splits, List<Architecture> architectures) {
    if (target != null) {
      SplitFile.write(target, splits, largestBudget(), architectures);
    }
  }
}
