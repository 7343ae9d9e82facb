package org.parzc.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.parzc.report.TextTable;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what there is to choose from. */
@Command(name = "spaces", mixinStandardHelpOptions = true,
    description = "Lists the search spaces, the node-wise statistics and the network-level proxies.",
    footer = {"", "Example:", "  parzc spaces"})
final class SpacesCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(names = "--json", description = "Print as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Output output = Output.of(spec, json);
    Choice choice = Choice.all();
    if (json) {
      Json.print(output.results(), choice);
      return 0;
    }
    TextTable spaces = new TextTable("<space", "architectures", "nodes", "<skeleton", "<description");
    choice.spaces().forEach(one -> spaces.add(one.name(),
        one.architectures() == null ? "" : String.format(Locale.ROOT, "%,d", one.architectures()), one.nodes(),
        one.skeleton(), one.description()));
    for (TextTable table : List.of(spaces, table("<space", choice.files()), table("<statistic", choice.statistics()))) {
      output.print(table.toString());
      output.results().println();
    }
    output.print(table("<proxy", choice.proxies()).toString());
    return 0;
  }

  private static TextTable table(String header, List<Named> things) {
    TextTable table = new TextTable(header, "<definition");
    things.forEach(one -> table.add(one.name(), one.definition()));
    return table;
  }

  /**
   * All there is.
   *
   * @param files spaces that are read from files
   */
  private record Choice(List<Space> spaces, List<Named> files, List<Named> statistics, List<Named> proxies) {
    static Choice all() {
      return new Choice(SearchSpaces.all().stream().map(Space::of).toList(),
          SearchSpaces.loaders().stream().map(one -> new Named(one.prefix() + ":…", one.description())).toList(),
          named(Statistics.nodeWise()), named(Statistics.networkLevel()));
    }

    private static List<Named> named(List<? extends Quantity> quantities) {
      return quantities.stream().map(one -> new Named(one.name(),
          one.formula() + (one.isDefault() ? "" : "; not by default"))).toList();
    }
  }

  /** Something, and what it is. */
  private record Named(String name, String definition) {}

  /**
   * A search space.
   *
   * @param architectures how many it has, or null if they cannot be counted
   * @param nodes places for weighted layers in its largest network
   * @param skeleton the network around a cell that statistics are measured in unless another is asked for
   */
  private record Space(String name, Long architectures, int nodes, String skeleton, String description) {
    static Space of(SearchSpace space) {
      return new Space(space.name(), space instanceof EnumerableSpace numbered ? numbered.size() : null,
          space.slots(space.defaultSkeleton()).size(), space.defaultSkeleton().toString(), space.description());
    }
  }
}
