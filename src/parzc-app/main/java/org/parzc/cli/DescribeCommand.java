package org.parzc.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Topology;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.SignificantDigits;
import org.parzc.network.Device;
import org.parzc.report.NodeTable;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.Quantity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one architecture. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = {
      "Shows one architecture: its cell, what is reachable, its nodes, parameters and"
          + " multiply-adds.",
      "What is measured, and shown, is its representative: a dead edge has no part in it."
    },
    footer = {
      "",
      "Example:",
      "  parzc describe --measure "
          + "'|nor_conv_3x3~0|+|none~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_1x1~2|'"
    })
final class DescribeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @Mixin private ExtractionOptions extraction;

  @Mixin private SeedOption seed;

  @Parameters(
      paramLabel = "ARCHITECTURE",
      description =
          "The architecture: its text, its index where the "
              + "space has such (in nasbench201 the benchmark's), or another published form.")
  private String text;

  @Option(
      names = "--measure",
      description =
          "Also measure it and show the statistics of every node; ~ stands before rounding noise.")
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
    Architecture representative = architecture.representative();
    Blueprint written = architecture.blueprint(settings.skeleton());
    Blueprint blueprint = representative.blueprint(settings.skeleton());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("architecture", architecture.text());
    facts.put("id", architecture.id());
    facts.put("canonical", architecture.canonicalForm());
    if (json || !representative.equals(architecture)) {
      facts.put("representative", representative.text());
    }
    facts.put("skeleton", settings.skeleton().toString());
    Measured statistics =
        measured ? measure(settings, Device.open(extraction.device()), architecture) : null;
    if (json) {
      facts.putAll(sizes(blueprint));
      facts.put("written", sizes(written));
      facts.put("topology", Topology.features(blueprint));
      if (measured) {
        facts.put("statistics", statistics.values());
        facts.put("significant_digits", statistics.digits());
      }
      Json.print(out, facts);
      return 0;
    }
    facts.forEach((name, value) -> out.printf("%-14s %s%n", name, value));
    Map<String, Object> asWritten = sizes(written);
    sizes(blueprint)
        .forEach(
            (name, size) ->
                out.printf(
                    "%-14s %s%s%n",
                    name,
                    size,
                    size.equals(asWritten.get(name))
                        ? ""
                        : " (as written: " + asWritten.get(name) + ")"));
    out.println();
    architecture.picture().forEach(out::println);
    out.println();
    output.print(
        measured
            ? NodeTable.of(
                settings.statistics().stream().map(Quantity::name).toList(),
                statistics.values(),
                statistics.digits())
            : NodeTable.of(blueprint));
    if (measured) {
      out.println();
      statistics
          .values()
          .proxies()
          .forEach(
              (name, value) ->
                  out.printf(
                      Locale.ROOT,
                      "%-14s %s%.6g%n",
                      name,
                      NodeTable.mark(statistics.digits().proxies().get(name)),
                      value));
      if (!statistics.digits().noisyNodes().isEmpty()
          || !statistics.digits().noisyProxies().isEmpty()) {
        output.conclude(
            "%n%s: rounding noise in %s, another machine gives another value%n",
            NodeTable.NOISE, settings.precision().name().toLowerCase(Locale.ROOT));
      }
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

  private static Map<String, Object> sizes(Blueprint blueprint) {
    Map<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("nodes", blueprint.nodes().size());
    sizes.put("params", blueprint.parameters());
    sizes.put("flops", blueprint.flops());
    sizes.put("depth", blueprint.depth());
    return sizes;
  }

  /** What was measured, and how much of it rounding leaves. */
  private record Measured(ArchitectureStatistics values, SignificantDigits digits) {}

  private static Measured measure(
      ExtractionSettings settings, Device device, Architecture architecture) {
    try (Extractor extractor = new Extractor(settings, device)) {
      ArchitectureStatistics values = extractor.extract(architecture);
      return new Measured(values, extractor.significantDigits(architecture, values));
    }
  }
}
