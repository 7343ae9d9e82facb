package org.parzc.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.parzc.labels.InvalidEntries;
import org.parzc.search.Constraint;
import org.parzc.search.Costs;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that bound what architectures may cost. */
final class ConstraintOptions {
  @Option(names = "--where", paramLabel = "CONSTRAINT",
      description = "Looks at such architectures only: params<=1.0M, flops<100M, or a column of --costs, as in "
          + "latency.edgegpu<=6; may be repeated.")
  private List<String> constraints = List.of();

  @Mixin
  private CostOptions costOptions;

  Costs costs(SearchSpace space, Skeleton skeleton, InvalidEntries invalid) {
    return costOptions.costs(space, skeleton, invalid);
  }

  List<Constraint> constraints(Costs costs) {
    return constraints.stream().map(text -> Constraint.parse(text, costs::named)).toList();
  }

  /** Returns what the constraints depend on. */
  Map<String, String> provenance(List<Constraint> parsed) {
    Map<String, String> provenance = new TreeMap<>(costOptions.provenance());
    provenance.put("constraints", parsed.stream().map(Constraint::toString).sorted().collect(Collectors.joining(" ")));
    return provenance;
  }
}
