package org.parzc.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.parzc.dataset.Candidates;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.store.StatisticsStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Extracts statistics into a store. */
@Command(name = "statistics", mixinStandardHelpOptions = true,
    description = {"Measures architectures at initialisation and keeps their node-wise statistics in a store.",
        "May be stopped at any time; the same command goes on where it stopped, on a cluster too."},
    footer = {"", "Example:", "  parzc statistics --candidates random:300 --seed 1 --images cifar10:test_batch.bin "
        + "--store cells.duckdb",
        "  spark-submit --class org.parzc.cli.Parzc target/parzc-spark.jar statistics --engine spark "
        + "--master spark://host:7077 --parquet hdfs:///parts --space nasbench101 --candidates random:1000 "
        + "--store cells.duckdb"})
final class StatisticsCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private SpaceOptions spaceOptions;

  @Mixin
  private SourceOptions sources;

  @Mixin
  private EngineOptions engine;

  @Option(names = "--candidates", required = true, paramLabel = "WHICH",
      description = "Architectures: all, random:N, a .csv or .json file, or a text file with one to a line.")
  private String candidates;

  @Option(names = "--export-nodes", paramLabel = "FILE",
      description = "Also write one row per node to FILE (.parquet or .csv).")
  private Path nodes;

  @Option(names = "--export-architectures", paramLabel = "FILE",
      description = "Also write one row per architecture to FILE (.parquet or .csv).")
  private Path architectures;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Stream.of(nodes, architectures).filter(Objects::nonNull).forEach(StatisticsStore::requireExportable);
    SearchSpace space = spaceOptions.space();
    List<Architecture> wanted = Candidates.read(candidates, space, sources.seed());
    StatisticsSource source = sources.source(space, engine, out);
    StatisticsSource.Outcome outcome = source.extract(wanted);
    outcome.failed().forEach((architecture, message) -> out.printf("failed: %s: %s%n", architecture, message));
    try (StatisticsStore open = StatisticsStore.openReadOnly(sources.store())) {
      if (nodes != null) {
        open.exportNodes(nodes);
      }
      if (architectures != null) {
        open.exportArchitectures(architectures);
      }
      out.printf(Locale.ROOT, "%s: %,d architectures, %,d nodes%n", sources.store(), open.counts().architectures(),
          open.counts().nodes());
    }
    return outcome.failed().isEmpty() ? 0 : 1;
  }
}
