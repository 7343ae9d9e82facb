package org.parzc.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.parzc.report.TextTable;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;
import org.parzc.space.SearchSpaces;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what there is to choose from. */
@Command(name = "spaces", mixinStandardHelpOptions = true,
    description = "Lists the search spaces, the node-wise statistics and the network-level proxies.",
    footer = {"", "Example:", "  parzc spaces"})
final class SpacesCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    TextTable spaces = new TextTable("<space", "architectures", "nodes", "<skeleton", "<description");
    for (SearchSpace space : SearchSpaces.all()) {
      String size = space instanceof EnumerableSpace numbered ? String.format(Locale.ROOT, "%,d", numbered.size()) : "";
      spaces.add(space.name(), size, space.slots(space.defaultSkeleton()).size(),
          space.defaultSkeleton(), space.description());
    }
    out.println(spaces);
    out.println();
    TextTable loaders = new TextTable("<space", "<description");
    SearchSpaces.loaders().forEach(loader -> loaders.add(loader.prefix() + ":…", loader.description()));
    out.println(loaders);
    out.println();
    out.println(table("<statistic", Statistics.nodeWise()));
    out.println();
    out.println(table("<proxy", Statistics.networkLevel()));
    return 0;
  }

  private static TextTable table(String header, List<? extends Quantity> quantities) {
    TextTable table = new TextTable(header, "<definition");
    quantities.forEach(quantity -> table.add(quantity.name(), quantity.formula()));
    return table;
  }
}
