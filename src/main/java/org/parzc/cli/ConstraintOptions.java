package org.parzc.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.parzc.search.Constraint;
import org.parzc.search.Costs;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import picocli.CommandLine.Option;

/** Options that bound what architectures may cost. */
final class ConstraintOptions {
  @Option(names = "--where", paramLabel = "CONSTRAINT",
      description = "Looks at such architectures only: params<=1.0M, flops<100M, or a column of --costs, as in "
          + "latency.edgegpu<=6; may be repeated.")
  private List<String> constraints = List.of();

  @Option(names = "--costs", paramLabel = "FILE",
      description = "CSV file with a column for each further cost, such as latency.")
  private Path table;

  @Option(names = "--costs-index", paramLabel = "FILE",
      description = "CSV file with architectures and a column 'index', if --costs has nothing but such an index.")
  private Path index;

  Costs costs(SearchSpace space, Skeleton skeleton) {
    if (table == null && index != null) {
      throw new InputException("--costs-index: found %s, but no --costs".formatted(index));
    }
    return new Costs(space, skeleton, Optional.ofNullable(table), Optional.ofNullable(index));
  }

  List<Constraint> constraints(Costs costs) {
    return constraints.stream().map(text -> Constraint.parse(text, costs::named)).toList();
  }

  /** Returns what the constraints depend on. */
  Map<String, String> provenance(List<Constraint> parsed) {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("constraints", parsed.stream().map(Constraint::toString).sorted().collect(Collectors.joining(" ")));
    if (table != null) {
      provenance.put("costs", Fingerprint.of(table));
    }
    if (index != null) {
      provenance.put("costs_index", Fingerprint.of(index));
    }
    return provenance;
  }
}
