package org.parzc.cli;

import java.util.List;
import org.parzc.labels.InvalidEntries;
import org.parzc.search.Costs;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that bound what architectures may cost. */
final class ConstraintOptions {
  @Option(
      names = "--where",
      paramLabel = "CONSTRAINT",
      description =
          "Only architectures with, say, params<=1.0M, flops<100M, or a bound on a column of "
              + "--costs, as in latency.edgegpu<=6; repeatable.")
  private List<String> constraints = List.of();

  @Mixin private CostOptions costOptions;

  /** Returns the costs there are. */
  Costs costs(SearchSpace space, Skeleton skeleton, InvalidEntries invalid) {
    return costOptions.costs(space, skeleton, invalid);
  }

  /** Returns the constraints, as text. */
  List<String> constraints() {
    return constraints;
  }
}
