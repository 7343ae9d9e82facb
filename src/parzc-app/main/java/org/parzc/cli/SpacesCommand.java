package org.parzc.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.parzc.report.Format;
import org.parzc.report.Table;
import org.parzc.report.Table.Column;
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
@Command(
    name = "spaces",
    mixinStandardHelpOptions = true,
    description =
        "Lists the search spaces, the node-wise statistics and the network-level proxies.",
    footer = {"", "Example:", "  parzc spaces"})
final class SpacesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

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
    Table spaces =
        Table.of(
            List.of(
                Column.text("space"),
                Column.number("architectures", 0).as(Format.grouped()),
                Column.number("nodes", 0),
                Column.text("skeleton"),
                Column.text("description")),
            choice.spaces(),
            one ->
                List.of(
                    one.name(),
                    one.architectures() == null ? "" : one.architectures(),
                    one.nodes(),
                    one.skeleton(),
                    one.description()));
    for (Table table :
        List.of(spaces, table("space", choice.files()), table("statistic", choice.statistics()))) {
      output.print(table);
      output.results().println();
    }
    output.print(table("proxy", choice.proxies()));
    return 0;
  }

  private static Table table(String header, List<Named> things) {
    return Table.of(
        List.of(Column.text(header), Column.text("definition")),
        things,
        one -> List.of(one.name(), one.definition()));
  }

  /**
   * All there is.
   *
   * @param files spaces that are read from files
   */
  private record Choice(
      List<Space> spaces, List<Named> files, List<Named> statistics, List<Named> proxies) {
    static Choice all() {
      return new Choice(
          SearchSpaces.all().stream().map(Space::of).toList(),
          SearchSpaces.loaders().stream()
              .map(one -> new Named(one.prefix() + ":…", one.description()))
              .toList(),
          named(Statistics.nodeWise()),
          named(Statistics.networkLevel()));
    }

    private static List<Named> named(List<? extends Quantity> quantities) {
      return quantities.stream()
          .map(
              one ->
                  new Named(
                      one.name(), one.formula() + (one.isDefault() ? "" : "; not by default")))
          .toList();
    }
  }

  /** Something, and what it is. */
  private record Named(String name, String definition) {}

  /**
   * A search space.
   *
   * @param architectures how many it has, or null if they cannot be counted
   * @param nodes places for weighted layers in its largest network
   * @param skeleton the network around a cell that statistics are measured in unless another is
   *     asked for
   */
  private record Space(
      String name, Long architectures, int nodes, String skeleton, String description) {
    static Space of(SearchSpace space) {
      return new Space(
          space.name(),
          space instanceof EnumerableSpace numbered ? numbered.size() : null,
          space.slots(space.defaultSkeleton()).size(),
          space.defaultSkeleton().toString(),
          space.description());
    }
  }
}
