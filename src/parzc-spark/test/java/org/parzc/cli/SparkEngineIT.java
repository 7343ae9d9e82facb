package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.store.DuckDbStore;

/**
 * {@code ./parzc statistics --engine spark} from the jar that users get, by Spark's own submission
 * and jars, compared with the local engine. Each run is a process of its own.
 */
@Timeout(600)
class SparkEngineIT {
  /** Two executors, each a process of one core and 1 GiB of heap. */
  private static final String CLUSTER = "local-cluster[2,1,1024]";

  /** The driver's process is the only executor. */
  private static final String ALONE = "local[2]";

  /** A driver with this has no native library of ours, and none of LibTorch. */
  private static final String NO_NATIVES = "-Dorg.bytedeco.javacpp.platform=absent";

  @TempDir Path folder;
  private Path home;

  /** Spark's download has scripts beside its jars; Maven Central has only the jars. */
  @BeforeEach
  void home() throws IOException {
    home = Files.createDirectories(folder.resolve("spark"));
    Files.createSymbolicLink(
        home.resolve("jars"), Path.of(System.getProperty("parzc.spark.home"), "jars"));
    Files.createDirectories(home.resolve("bin"));
    Files.createFile(
        home.resolve("bin/spark-submit"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    // Spark's launcher prints NUL and newline, then the words of the command, each with a NUL
    // behind it.
    Cli.write(
        home.resolve("bin/spark-submit"),
        """
        #!/usr/bin/env bash
        export SPARK_SCALA_VERSION=2.12
        mapfile -d '' -t words < <("$JAVA_HOME/bin/java" -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \
          org.apache.spark.deploy.SparkSubmit "$@")
        exec "${words[1]#$'\\n'}" "${words[@]:2}"
        """);
    Files.createDirectories(home.resolve("conf"));
    Cli.write(
        home.resolve("conf/log4j2.properties"),
        """
        rootLogger.level = warn
        rootLogger.appenderRef.stderr.ref = stderr
        appender.stderr.type = Console
        appender.stderr.name = stderr
        appender.stderr.target = SYSTEM_ERR
        appender.stderr.layout.type = PatternLayout
        appender.stderr.layout.pattern = %p %c{1}: %m%n
        """);
  }

  /** A run in a process of its own. */
  private record Run(Process process, Path out, Path err) {
    int end() throws InterruptedException {
      assertThat(process.waitFor(500, TimeUnit.SECONDS)).as("ends in time").isTrue();
      return process.exitValue();
    }

    String output() throws IOException {
      return Files.readString(out);
    }

    String messages() throws IOException {
      return Files.readString(err);
    }

    Run done() throws IOException, InterruptedException {
      assertThat(end()).as(messages()).isZero();
      return this;
    }
  }

  private Run start(String name, String driverOptions, Object... arguments) throws IOException {
    Cli.write(
        home.resolve("conf/spark-defaults.conf"),
        "spark.ui.enabled false\nspark.driver.memory 512m\n"
            + "spark.driver.extraJavaOptions -Djava.io.tmpdir="
            + folder
            + " "
            + driverOptions
            + "\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("parzc.spark.jar"))
                    .getParent()
                    .resolveSibling("parzc")
                    .toString()));
    command.addAll(List.of(Cli.strings(arguments)));
    Run run = new Run(null, folder.resolve(name + ".out"), folder.resolve(name + ".err"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(run.out.toFile())
            .redirectError(run.err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    return new Run(builder.start(), run.out, run.err);
  }

  private List<String> spark(String master) {
    return List.of(
        "--engine", "spark", "--master", master, "--parquet", folder.resolve("parts").toString());
  }

  private List<String> exports(String name) {
    return List.of(
        "--store",
        folder.resolve(name + ".duckdb").toString(),
        "--export-nodes",
        folder.resolve(name + "-nodes.parquet").toString(),
        "--export-architectures",
        folder.resolve(name + "-architectures.parquet").toString());
  }

  private void assertSame(String one, String other) {
    for (String kind : List.of("nodes", "architectures")) {
      assertThat(folder.resolve(one + "-" + kind + ".parquet"))
          .hasSameBinaryContentAs(folder.resolve(other + "-" + kind + ".parquet"));
    }
  }

  /** Returns the finished files that executors left. */
  private Set<String> parts() {
    try (Stream<Path> all =
        Files.exists(folder.resolve("parts"))
            ? Files.walk(folder.resolve("parts"), 2)
            : Stream.of()) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("part-") && name.endsWith(".parquet"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitParts(Run run, int count) throws Exception {
    while (run.process.isAlive() && parts().size() < count) {
      Thread.sleep(1);
    }
    assertThat(run.process.isAlive()).as("still at work").isTrue();
  }

  private Path cells(int count) {
    return Cli.write(
        folder.resolve("cells.txt"),
        String.join(
            "\n",
            Stream.concat(Cli.ISOMORPHIC.stream(), IntStream.range(0, count).mapToObj(Cli::cell))
                .toList()));
  }

  @Tag("thorough")
  @Test
  void anExecutorKilledLosesNothingAndDoublesNothing() throws Exception {
    List<Object> work =
        List.of(
            "statistics",
            "--candidates",
            cells(20),
            "--images",
            Cli.idx(folder, 30),
            "--channels",
            4,
            "--cells",
            1,
            "--batch-size",
            4);
    Run run = start("spark", NO_NATIVES, work, spark(CLUSTER), exports("spark"));
    awaitParts(run, 3);
    ProcessHandle executor =
        run.process
            .descendants()
            .filter(
                process ->
                    process
                        .info()
                        .commandLine()
                        .orElse("")
                        .contains("CoarseGrainedExecutorBackend"))
            .findFirst()
            .orElseThrow();
    assertThat(executor.destroyForcibly()).isTrue();
    int before = parts().size();
    run.done();
    assertThat(before).as("parts when the executor died").isLessThan(parts().size());
    assertThat(run.messages()).contains("Lost executor");

    Cli.run(work, "--threads", 2, exports("local")).done();
    assertSame("spark", "local");
    Set<String> found = parts();
    Run again = start("again", NO_NATIVES, work, spark("local[1]"), exports("again")).done();
    assertSame("again", "local");
    assertThat(again.output()).contains("23 architectures extracted");
    assertThat(parts()).as("nothing was measured again").isEqualTo(found);
  }

  /** Shows also that the option above takes the libraries away. */
  @Test
  void anExecutorWithoutNativeLibrariesSaysSo() throws Exception {
    Run run =
        start(
            "alone",
            NO_NATIVES,
            "statistics",
            "--candidates",
            "random:2",
            Cli.QUICK,
            spark("local[1]"),
            exports("alone"));
    assertThat(run.end()).isEqualTo(1);
    assertThat(run.messages())
        .contains("native libraries do not load on executor driver", "UnsatisfiedLinkError");
  }

  @Test
  @Tag("thorough")
  void aDriverKilledGoesOnWhereItStopped() throws Exception {
    List<Object> work = List.of("statistics", "--candidates", cells(40), Cli.QUICK);
    Run killed = start("killed", "", work, spark(ALONE), exports("spark"));
    awaitParts(killed, 4);
    killed.process.destroyForcibly().waitFor();
    Set<String> before = parts();
    Run rest = start("rest", "", work, spark(ALONE), exports("spark")).done();
    assertThat(parts()).containsAll(before).hasSizeGreaterThan(before.size());
    assertThat(rest.output()).contains("43 architectures extracted");
    Cli.run(work, "--threads", 2, exports("local")).done();
    assertSame("spark", "local");
  }

  @Test
  void failuresAreRecordedAndTriedAgain() throws Exception {
    List<Object> work =
        List.of(
            "statistics",
            "--space",
            "nasbench101",
            "--candidates",
            "random:5",
            "--images",
            "normal:2",
            Cli.QUICK);
    for (String attempt : List.of("first", "second")) {
      Run run = start(attempt, "", work, spark(ALONE), exports("spark"));
      assertThat(run.end()).as(run.messages()).isEqualTo(1);
      assertThat(run.output()).contains("failed: ", "0 architectures extracted", "(5 networks");
    }
    assertThat(Cli.run(work, "--threads", 2, exports("local")).code()).isEqualTo(1);
    try (DuckDbStore spark = DuckDbStore.openReadOnly(folder.resolve("spark.duckdb"));
        DuckDbStore local = DuckDbStore.openReadOnly(folder.resolve("local.duckdb"))) {
      assertThat(spark.failures()).hasSize(5).isEqualTo(local.failures());
    }
  }

  @Test
  void whatSparkCannotDoIsRefusedInOneLine() throws Exception {
    Run master =
        start(
            "master",
            "",
            "statistics",
            "--candidates",
            "random:2",
            Cli.QUICK,
            spark("sparkle"),
            exports("spark"));
    assertThat(master.end()).isEqualTo(2);
    assertThat(master.messages()).contains("parzc: --master: ", "sparkle");
    Path definition =
        Path.of(System.getProperty("parzc.spark.jar"))
            .getParent()
            .resolveSibling("examples/spaces/nasbench201.yaml");
    Run custom =
        start(
            "custom",
            "",
            "statistics",
            "--candidates",
            "random:2",
            "--space",
            "custom:" + definition,
            spark(ALONE),
            exports("custom"));
    assertThat(custom.end()).isEqualTo(2);
    assertThat(custom.messages()).contains("is described by files, which executors do not have");
  }
}
