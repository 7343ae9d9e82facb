package org.parzc.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.ranking.Split;
import org.parzc.ranking.SplitFile;
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

  @Option(names = "--budgets", split = ",", required = true, paramLabel = "N",
      description = "Numbers of labels to train on.")
  private List<Integer> budgets;

  @Option(names = "--splits", paramLabel = "N", description = "Random splits per budget (default: " + USUAL + ").")
  private Integer count;

  @Option(names = "--read-splits", paramLabel = "FILE",
      description = "Splits from a CSV file with split (its seed), position (from 0) and architecture, instead of "
          + "random ones.")
  private Path source;

  @Option(names = "--write-splits", paramLabel = "FILE",
      description = "CSV file for the splits: the training set of the largest budget, smaller ones are its beginning.")
  private Path target;

  /** @throws InputException if options contradict each other or there is no place to write to */
  void check() {
    if (source != null && (count != null || command.commandLine().getParseResult().hasMatchedOption("--seed"))) {
      throw new InputException("--read-splits: found --splits or --seed too, but %s says both".formatted(source));
    }
    if (count != null && count < 1) {
      throw new InputException("--splits: found %d, expected at least 1".formatted(count));
    }
    if (target != null) {
      AtomicFile.requirePlace(target);
    }
  }

  List<Integer> budgets() {
    return budgets;
  }

  /** Returns how many random splits are asked for. */
  int count() {
    return count == null ? USUAL : count;
  }

  /** Returns the splits of the architectures. */
  List<Split> splits(SearchSpace space, List<Architecture> architectures, long seed) {
    return source == null ? Split.draw(architectures.size(), count(), seed)
        : SplitFile.read(source, space, Collections.max(budgets), architectures);
  }

  /** Writes the splits if that was asked for. */
  void write(List<Split> splits, List<Architecture> architectures) {
    if (target != null) {
      SplitFile.write(target, splits, Collections.max(budgets), architectures);
    }
  }
}
