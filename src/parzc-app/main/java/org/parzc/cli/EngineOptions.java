package org.parzc.cli;

import java.util.Optional;
import java.util.ServiceLoader;
import org.parzc.InputException;
import org.parzc.extraction.Cluster;
import org.parzc.extraction.ClusterEngine;
import org.parzc.extraction.Extraction;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.network.DeviceRequest;
import picocli.CommandLine.Option;

/** Options that say which machines extract. */
final class EngineOptions {
  /** What extracts. */
  enum Engine {
    /** Threads of this process. */
    LOCAL,
    /** Executors of Apache Spark. */
    SPARK
  }

  @Option(
      names = "--engine",
      defaultValue = "local",
      paramLabel = "ENGINE",
      description =
          "What extracts: local (threads of this process) or spark (executors of Apache Spark; see "
              + "docs/cluster.md) (default: ${DEFAULT-VALUE}).")
  private Engine engine;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "With --engine spark: Spark's master, such as spark://host:7077 (default:"
              + " spark-submit's).")
  private String master;

  @Option(
      names = "--parquet",
      paramLabel = "DIR",
      description =
          "With --engine spark: directory that executors write results to and this process reads, a"
              + " path or URL of any file system that Spark knows; what it holds is not measured"
              + " again.")
  private String directory;

  /**
   * Returns whether this process extracts.
   *
   * @throws InputException if options do not fit together
   */
  boolean isLocal() {
    if (engine == Engine.LOCAL && (master != null || directory != null)) {
      throw new InputException(
          "%s: needs --engine spark".formatted(master != null ? "--master" : "--parquet"));
    }
    if (engine == Engine.SPARK && directory == null) {
      throw new InputException(
          "--engine spark: found no --parquet, expected a directory that executors and this "
              + "machine share");
    }
    return engine == Engine.LOCAL;
  }

  /**
   * Returns the extraction on a cluster.
   *
   * @throws InputException if this program was built or started without the engine; the supplier's,
   *     if the cluster cannot be used
   */
  Extraction cluster(ExtractionSettings settings, DeviceRequest device) {
    ClusterEngine found =
        ServiceLoader.load(ClusterEngine.class, ClusterEngine.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .filter(one -> one.name().equalsIgnoreCase(engine.name()))
            .filter(ClusterEngine::isAvailable)
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "--engine spark: Spark is not here; build target/parzc-spark.jar by 'mvn -B"
                            + " package -DskipTests' and run it by spark-submit, or by ./parzc with"
                            + " SPARK_HOME set (docs/cluster.md)"));
    return Extraction.on(
        settings,
        provenance ->
            found.open(
                settings, provenance, device, new Cluster(Optional.ofNullable(master), directory)));
  }
}
