package org.parzc.spark;

import static org.parzc.InputException.setting;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.parzc.InputException;
import org.parzc.extraction.Cluster;
import org.parzc.extraction.ExtractionEngine;
import org.parzc.extraction.ExtractionOutcome;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.files.Provenance;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;

/**
 * The driver's side. Each task leaves one file of Parquet, which appears whole or not at all, under
 * the directory of its provenance; what files there hold is not measured again. Failures are tried
 * again by the next run.
 */
final class SparkExtraction implements ExtractionEngine {
  /** A partition that the driver reads is held in its memory whole. */
  private static final String READ_BYTES = String.valueOf(8 << 20);

  private final ExtractionSettings settings;
  private final SentSettings sent;
  private final OutcomeRows rows;
  private final SparkSession session;
  private final JavaSparkContext context;
  private final String job;
  private final Path parts;

  private SparkExtraction(
      ExtractionSettings settings,
      Provenance provenance,
      DeviceRequest device,
      SparkSession session,
      String directory) {
    this.settings = settings;
    this.session = session;
    context = JavaSparkContext.fromSparkContext(session.sparkContext());
    // Executors with and without a GPU would mix what differs.
    sent = SentSettings.of(settings, device.insistsOnCuda() ? device : DeviceRequest.CPU);
    rows = new OutcomeRows(sent.statistics(), sent.proxies());
    String settled = provenance.facts() + (device.insistsOnCuda() ? "cuda" : "");
    job =
        settings.space().name()
            + "-"
            + Hashing.sha256()
                .hashString(settled, StandardCharsets.UTF_8)
                .toString()
                .substring(0, 16);
    parts = new Path(directory, job);
  }

  /** Starts Spark's driver in this process. */
  static SparkExtraction open(
      ExtractionSettings settings, Provenance provenance, DeviceRequest device, Cluster cluster) {
    SearchSpace space = settings.space();
    if (SearchSpaces.all().stream().noneMatch(known -> known.name().equals(space.name()))) {
      throw new InputException(
          ("%s: %s is described by files, which executors do not have; expected a space with "
                  + "a name of its own, or %s local")
              .formatted(setting("space"), space.name(), setting("engine")));
    }
    SparkSession session = start(cluster);
    try {
      return new SparkExtraction(settings, provenance, device, session, cluster.directory());
    } catch (RuntimeException e) {
      session.stop();
      throw e;
    }
  }

  private static SparkSession start(Cluster cluster) {
    SparkConf configuration =
        new SparkConf()
            .setIfMissing("spark.app.name", "parzc statistics")
            // One malloc arena for all threads, as where ./parzc starts the process.
            .setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", "1")
            .set("spark.sql.files.maxPartitionBytes", READ_BYTES)
            .set("spark.sql.files.openCostInBytes", "0");
    cluster.master().ifPresent(configuration::setMaster);
    if (!configuration.contains("spark.master")) {
      throw new InputException(
          "%s spark: found no %s, expected one, such as spark://host:7077"
              .formatted(setting("engine"), setting("master")));
    }
    try {
      return SparkSession.builder().config(configuration).getOrCreate();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Scala does not declare what it throws.
      throw e instanceof SparkException
          ? new InputException(setting("master") + ": " + firstLine(e), e)
          : new IllegalStateException(e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public String description() {
    return "Spark %s at %s, results in %s".formatted(context.version(), context.master(), parts);
  }

  @Override
  public String device() {
    return sent.device().insistsOnCuda() ? "cuda, of executors" : "cpu";
  }

  /** {@inheritDoc} Those that have registered by now. */
  @Override
  public String workers() {
    // Spark counts the driver as an executor.
    int executors = context.sc().getExecutorMemoryStatus().size();
    return context.isLocal()
        ? context.defaultParallelism() + " threads of Spark's"
        : executors - 1 + " executors";
  }

  @Override
  public void run(List<Architecture> architectures, Consumer<ExtractionOutcome> consumer) {
    Map<String, Architecture> missing = new LinkedHashMap<>();
    architectures.forEach(one -> one.requireOf(settings.space()));
    architectures.forEach(one -> missing.put(one.text(), one));
    deliver(missing, consumer);
    if (missing.isEmpty()) {
      return;
    }
    measure(List.copyOf(missing.values()));
    Map<String, ExtractionOutcome> failures = deliver(missing, consumer);
    failures.values().forEach(consumer);
    missing.keySet().removeAll(failures.keySet());
    if (!missing.isEmpty()) {
      throw new InputException(
          ("%s %s: %d of %d results are not there, the first %s; expected a directory that "
                  + "executors and this machine share")
              .formatted(
                  setting("parquet"),
                  parts,
                  missing.size(),
                  architectures.size(),
                  missing.keySet().iterator().next()));
    }
  }

  private void measure(List<Architecture> architectures) {
    int tasks = Deal.tasks(architectures.size(), context.defaultParallelism());
    JavaRDD<Row> measured =
        context
            .parallelize(Deal.out(architectures, settings.skeleton(), tasks), tasks)
            .flatMap(new MeasureTask(job, context.broadcast(sent.write())));
    session
        .createDataFrame(measured, rows.schema())
        .write()
        .mode(SaveMode.Append)
        .option("compression", "zstd")
        // A dictionary would take NaNs with other bits for the same.
        .option("parquet.enable.dictionary", "false")
        // A task's file stays when the job does not end: what it holds needs no other file.
        .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
        .parquet(parts.toString());
  }

  /**
   * Hands over those of the missing architectures that were measured, and takes them off the map.
   *
   * @return the failures of those that are still missing
   */
  private Map<String, ExtractionOutcome> deliver(
      Map<String, Architecture> missing, Consumer<ExtractionOutcome> consumer) {
    Map<String, ExtractionOutcome> failures = new LinkedHashMap<>();
    if (!hasParts()) {
      return failures;
    }
    Iterator<Row> found =
        session.read().schema(rows.schema()).parquet(parts.toString()).toLocalIterator();
    while (found.hasNext()) {
      Row row = found.next();
      Architecture architecture = missing.get(row.getString(0));
      if (architecture != null) {
        ExtractionOutcome outcome = rows.outcome(row, architecture);
        if (outcome instanceof ExtractionOutcome.Extracted) {
          consumer.accept(outcome);
          missing.remove(architecture.text());
          failures.remove(architecture.text());
        } else {
          failures.put(architecture.text(), outcome);
        }
      }
    }
    return failures;
  }

  private boolean hasParts() {
    try {
      return parts.getFileSystem(context.hadoopConfiguration()).exists(parts);
    } catch (IOException e) {
      throw new InputException(
          "%s %s: cannot be read: %s".formatted(setting("parquet"), parts, firstLine(e)), e);
    }
  }

  @Override
  public void close() {
    session.stop();
  }
}
