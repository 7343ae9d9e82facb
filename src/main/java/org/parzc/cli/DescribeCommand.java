package org.parzc.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Topology;
import org.parzc.network.Device;
import org.parzc.report.TextTable;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.ExtractionSettings;
import org.parzc.statistics.Extractor;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Quantity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one architecture. */
@Command(name = "describe", mixinStandardHelpOptions = true,
    description = "Shows one architecture: its cell, what is reachable, its nodes, parameters and multiply-adds.",
    footer = {"", "Example:", "  parzc describe --measure "
        + "'|nor_conv_3x3~0|+|none~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1~2|'"})
final class DescribeCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private SpaceOptions spaceOptions;

  @Mixin
  private ExtractionOptions extraction;

  @Mixin
  private SeedOption seed;

  @Parameters(paramLabel = "ARCHITECTURE", description = "The architecture: its text, its index where the "
      + "space has such (in nasbench201 the benchmark's), or another published form.")
  private String text;

  @Option(names = "--measure", description = "Also measure it and show the statistics of every node.")
  private boolean measured;

  @Option(names = "--json", description = "Print as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Output output = Output.of(spec, json);
    PrintWriter out = output.results();
    SearchSpace space = spaceOptions.space();
    Architecture architecture = architecture(space);
    ExtractionSettings settings = extraction.settings(space, seed.value);
    Blueprint blueprint = architecture.blueprint(settings.skeleton());
    Map<String, Object> facts = facts(architecture, settings, blueprint);
    ArchitectureStatistics statistics = measured
        ? measure(settings, Device.open(extraction.device()), architecture) : null;
    if (json) {
      facts.put("topology", Topology.features(blueprint));
      if (measured) {
        facts.put("statistics", statistics);
      }
      Json.print(out, facts);
      return 0;
    }
    facts.forEach((name, value) -> out.printf("%-14s %s%n", name, value));
    out.println();
    architecture.picture().forEach(out::println);
    out.println();
    output.print((measured ? statisticsTable(settings, statistics) : nodeTable(blueprint)).toString());
    if (measured) {
      out.println();
      statistics.proxies().forEach((name, value) -> out.printf(Locale.ROOT, "%-14s %.6g%n", name, value));
    }
    return 0;
  }

  private Architecture architecture(SearchSpace space) {
    try {
      return space.interpret(text);
    } catch (ArchitectureSyntaxException e) {
      throw new InputException("architecture: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> facts(Architecture architecture, ExtractionSettings settings,
      Blueprint blueprint) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("architecture", architecture.text());
    facts.put("id", architecture.id());
    facts.put("canonical", architecture.canonicalForm());
    facts.put("skeleton", settings.skeleton().toString());
    facts.put("nodes", blueprint.nodes().size());
    facts.put("params", blueprint.parameters());
    facts.put("flops", blueprint.flops());
    facts.put("depth", blueprint.depth());
    return facts;
  }

  private static ArchitectureStatistics measure(ExtractionSettings settings, Device device, Architecture architecture) {
    try (Extractor extractor = new Extractor(settings, device)) {
      return extractor.extract(architecture);
    }
  }

  private static TextTable nodeTable(Blueprint blueprint) {
    TextTable table = new TextTable("node", "<slot", "<operation", "weights", "<output");
    for (int i = 0; i < blueprint.nodes().size(); i++) {
      Blueprint.Node node = blueprint.nodes().get(i);
      boolean live = blueprint.live().get(node.vertex());
      table.add(i, node.slot().name(), blueprint.weighted(node).kind() + (live ? "" : " (dead)"),
          blueprint.weighted(node).weights(), blueprint.vertices().get(node.vertex()).shape());
    }
    return table;
  }

  private static TextTable statisticsTable(ExtractionSettings settings, ArchitectureStatistics statistics) {
    List<String> names = settings.statistics().stream().map(Quantity::name).toList();
    String[] header = new String[3 + names.size()];
    header[0] = "node";
    header[1] = "<slot";
    header[2] = "<operation";
    IntStream.range(0, names.size()).forEach(i -> header[3 + i] = names.get(i));
    TextTable table = new TextTable(header);
    for (NodeStatistics node : statistics.nodes()) {
      Object[] cells = new Object[header.length];
      cells[0] = node.index();
      cells[1] = node.slot().name();
      cells[2] = node.kind() + (node.live() ? "" : " (dead)");
      IntStream.range(0, names.size()).forEach(i -> {
        Double value = node.values().get(names.get(i));
        cells[3 + i] = value == null ? "" : String.format(Locale.ROOT, "%.4g", value);
      });
      table.add(cells);
    }
    return table;
  }
}
