package org.parzc.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.parzc.dataset.ExampleStore;
import org.parzc.extraction.RoundingSurvey;
import org.parzc.labels.Candidates;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.store.DuckDbStore;
import org.parzc.store.StoreCounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Extracts statistics into a store. */
@Command(
    name = "statistics",
    mixinStandardHelpOptions = true,
    description = {
      "Measures architectures at initialisation and keeps their node-wise statistics in a store.",
      "May be stopped at any time; the same command goes on where it stopped, on a cluster too."
    },
    footer = {
      "",
      "Example:",
      "  parzc statistics --candidates random:300 --seed 1 --images cifar10:test_batch.bin "
          + "--store cells.duckdb",
      "  spark-submit --class org.parzc.cli.Parzc target/parzc-spark.jar statistics --engine spark"
          + " --master spark://host:7077 --parquet hdfs:///parts --space nasbench101 --candidates"
          + " random:1000 --store cells.duckdb"
    })
final class StatisticsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @Mixin private SourceOptions sources;

  @Mixin private InvalidOption invalid;

  @Mixin private EngineOptions engine;

  @Mixin private RoundingOption rounding;

  @Option(
      names = "--candidates",
      required = true,
      paramLabel = "WHICH",
      description =
          "Architectures: all, random:N, a .csv or .json file, or a text file with one to a line.")
  private String candidates;

  @Option(
      names = "--export-nodes",
      paramLabel = "FILE",
      description = "Also write one row per node to FILE (.parquet or .csv).")
  private Path nodes;

  @Option(
      names = "--export-architectures",
      paramLabel = "FILE",
      description = "Also write one row per architecture to FILE (.parquet or .csv).")
  private Path architectures;

  @Option(
      names = "--adopt",
      description =
          "Go on with a store that another version of the program made, after a copy of it was"
              + " kept.")
  private boolean adopt;

  @Option(names = "--json", description = "Print what was done as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Output output = Output.of(spec, json);
    Stream.of(nodes, architectures)
        .filter(Objects::nonNull)
        .forEach(DuckDbStore::requireExportable);
    rounding.check(engine.isLocal());
    SearchSpace space = spaceOptions.space();
    List<Architecture> wanted =
        Candidates.read(candidates, space, sources.seed(), null, invalid.entries(output));
    if (adopt) {
      sources
          .adopt(space)
          .ifPresent(copy -> output.say("%s: adopted; as it was in %s%n", sources.store(), copy));
    }
    ExampleStore.Outcome outcome;
    try (ExampleStore store = sources.examples(space, engine, output)) {
      outcome = store.extract(wanted);
    }
    try (DuckDbStore open = DuckDbStore.openReadOnly(sources.store())) {
      if (nodes != null) {
        open.exportNodes(nodes);
      }
      if (architectures != null) {
        open.exportArchitectures(architectures);
      }
      Optional<RoundingSurvey> survey =
          engine.isLocal() ? survey(wanted, outcome, space) : Optional.empty();
      show(outcome, survey, open.counts(), output);
    }
    return outcome.failed().isEmpty() ? 0 : 1;
  }

  private Optional<RoundingSurvey> survey(
      List<Architecture> wanted, ExampleStore.Outcome outcome, SearchSpace space) {
    List<Architecture> measured =
        wanted.stream().filter(one -> !outcome.failed().containsKey(one)).toList();
    return rounding.survey(
        measured, outcome.extracted(), sources.settings(space), sources.deviceRequest());
  }

  private void show(
      ExampleStore.Outcome outcome,
      Optional<RoundingSurvey> survey,
      StoreCounts counts,
      Output output) {
    if (json) {
      Map<String, String> failed = new LinkedHashMap<>();
      outcome.failed().forEach((architecture, message) -> failed.put(architecture.text(), message));
      Json.print(
          output.results(),
          new Done(
              sources.store().toString(),
              outcome.extracted(),
              outcome.skipped(),
              failed,
              counts.architectures(),
              counts.nodes(),
              survey.orElse(null)));
    } else {
      outcome
          .failed()
          .forEach(
              (architecture, message) ->
                  output.results().printf("failed: %s: %s%n", architecture, message));
      output.say(
          "%s: %,d architectures, %,d nodes%n",
          sources.store(), counts.architectures(), counts.nodes());
      output.say(
          "%s: %s%n",
          sources.store(),
          survey
              .map(RoundingSurvey::line)
              .orElse("rounding noise not looked for, see --check-rounding"));
    }
  }

  /**
   * What was done, for programs.
   *
   * @param extracted architectures measured now
   * @param skipped architectures that were in the store
   * @param failed those that could not be measured, and why
   * @param architectures number of those in the store
   * @param nodes number of their nodes
   * @param rounding which statistics are rounding noise; null if that was not looked for
   */
  private record Done(
      String store,
      int extracted,
      int skipped,
      Map<String, String> failed,
      long architectures,
      long nodes,
      RoundingSurvey rounding) {}
}
