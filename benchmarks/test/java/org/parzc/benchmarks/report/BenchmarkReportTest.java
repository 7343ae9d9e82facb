package org.parzc.benchmarks.report;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files that look like JMH's to a README. */
class BenchmarkReportTest {
  private static final String PROVENANCE =
      """
      {"date": "2026-11-24", "commit": "0123456789ab",
       "machine": {"processor": "Abacus 9", "cores": 2, "gibibytes": 8, "system": "Linux 6.1"},
       "libraries": {"libtorch": "2.10.0-1.5.13", "javacpp": "1.5.13", "libparzc": "0.1.0", "instructionSet": "avx2"}}
      """;

  private static final String SUMS =
      Stream.of(
              sums("LIGHT", "NATIVE", 28_589.4, 857.7, 12.34),
              sums("LIGHT", "JAVA", 7_759.2, "\"NaN\"", 3.349),
              sums("BATCH_OF_64", "NATIVE", 40, 0.2, 12.5))
          .collect(joining(","));

  private static final String READS = reads(4, 90) + "," + reads(384, 31);

  private static final String KENDALL =
      Stream.of(
              kendall("beyondLibTorch", "\"n\": \"16384\"", 40_920, 400),
              kendall("manyListsInOneCall", "", 204.8, 1),
              kendall("valueAndGradient", "\"competitor\": \"NATIVE\", \"n\": \"1024\"", 222, 2.2),
              kendall("valueAndGradient", "\"competitor\": \"NATIVE\", \"n\": \"256\"", 3.2, 0.016),
              kendall(
                  "valueAndGradient", "\"competitor\": \"LIBTORCH\", \"n\": \"256\"", 432.96, 500))
          .collect(joining(","));

  @TempDir Path folder;

  private Path readme;

  @BeforeEach
  void writeReadme() throws IOException {
    readme =
        Files.writeString(
            folder.resolve("README.md"),
            """
            # By hand

            <!-- results -->
            old
            <!-- /results -->

            ## By hand, too
            """);
  }

  private static String sums(
      String networks, String competitor, double score, Object error, double gigabytes) {
    return entry(
        "NodeSumsBenchmark.allNodeSums",
        "thrpt",
        "\"competitor\": \"%s\", \"networks\": \"%s\"".formatted(competitor, networks),
        score,
        error,
        "ops/s",
        "\"gigabytes\": {\"score\": %s, \"scoreError\": \"NaN\", \"scoreUnit\": \"ops/s\"}"
            .formatted(gigabytes));
  }

  private static String reads(int mebibytes, double gigabytes) {
    return entry(
        "MemoryReadBenchmark.read",
        "thrpt",
        "\"mebibytes\": \"%d\", \"reader\": \"JAVA_EQUALS\"".formatted(mebibytes),
        100,
        1,
        "ops/s",
        "\"gigabytes\": {\"score\": %s, \"scoreError\": 1, \"scoreUnit\": \"ops/s\"}"
            .formatted(gigabytes));
  }

  private static String kendall(String body, String params, double score, double error) {
    return entry("DiffKendallBenchmark." + body, "avgt", params, score, error, "us/op", "");
  }

  private static String entry(
      String benchmark,
      String mode,
      String params,
      double score,
      Object error,
      String unit,
      String counters) {
    return """
    {"jmhVersion": "1.37", "benchmark": "org.parzc.benchmarks.%s", "mode": "%s", "threads": 1, "forks": 1,
     "jvmArgs": [], "vmName": "OpenJDK 64-Bit Server VM", "vmVersion": "17.0.15+6", "warmupIterations": 2,
     "warmupTime": "1 s", "measurementIterations": 3, "measurementTime": "1 s", "params": {%s},
     "primaryMetric": {"score": %s, "scoreError": %s, "scoreUnit": "%s"}, "secondaryMetrics": {%s}}
    """
        .formatted(benchmark, mode, params, score, error, unit, counters);
  }

  private Path results(String name, String entries, String provenance) throws IOException {
    Files.writeString(folder.resolve(name + ".provenance"), provenance);
    return Files.writeString(folder.resolve(name + ".json"), "[" + entries + "]");
  }

  private String report(Path... results) throws IOException {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        BenchmarkReport.run(
            new PrintStream(errors, true, StandardCharsets.UTF_8), arguments(results));
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(code).isZero();
    return Files.readString(readme);
  }

  private String complaint(Path... results) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        BenchmarkReport.run(
            new PrintStream(errors, true, StandardCharsets.UTF_8), arguments(results));
    assertThat(code).isEqualTo(2);
    return errors.toString(StandardCharsets.UTF_8).strip();
  }

  private String[] arguments(Path... results) {
    return Stream.concat(Stream.of(readme), Stream.of(results))
        .map(Path::toString)
        .toArray(String[]::new);
  }

  @Test
  void writesHeaderAndTablesBetweenTheMarkersAndNothingElse() throws IOException {
    assertThat(report(results("all", SUMS + "," + KENDALL, PROVENANCE)))
        .isEqualTo(
            """
            # By hand

            <!-- results -->

            24 November 2026:

            - commit: 0123456789ab
            - machine: Abacus 9, 2 cores, 8 GiB of memory, Linux 6.1
            - Java: OpenJDK 64-Bit Server VM 17.0.15+6, JMH 1.37
            - native: libparzc 0.1.0 with avx2, LibTorch 2.10.0-1.5.13, JavaCPP 1.5.13
            - schedule: 1 fork of 3 × 1 s after 2 × 1 s of warm-up, 1 thread

            ### DiffKendallBenchmark

            | body | n |  | native | libtorch |
            | --- | --- | --- | ---: | ---: |
            | valueAndGradient | 256 | µs | 3.20 ± 0.5 % | 433 ± 115 % |
            |  |  | **native over it** | **1.00** | **135** |
            | valueAndGradient | 1,024 | µs | 222 ± 1 % | – |

            | body | n | µs |
            | --- | --- | ---: |
            | beyondLibTorch | 16,384 | 40,920 ± 1 % |
            | manyListsInOneCall |  | 205 ± 0.5 % |

            ### NodeSumsBenchmark

            | networks |  | native | java |
            | --- | --- | ---: | ---: |
            | light | ops/s | 28,589 ± 3 % | 7,759 |
            |  | gigabytes/s | 12.3 | 3.35 |
            |  | **native over it** | **1.00** | **3.68** |
            | batch of 64 | ops/s | 40.0 ± 0.5 % | – |
            |  | gigabytes/s | 12.5 | – |

            <!-- /results -->

            ## By hand, too
            """);
  }

  @Test
  void writesTheSameAgain() throws IOException {
    Path results = results("all", SUMS, PROVENANCE);
    assertThat(report(results)).isEqualTo(report(results));
  }

  @Test
  void putsCountersIntoColumnsWhereNothingCompetes() throws IOException {
    String alone =
        entry(
            "MabnBenchmark.train",
            "thrpt",
            "",
            4,
            1,
            "ops/s",
            "\"epochs\": {\"score\": 8.25, \"scoreError\": 1, \"scoreUnit\": \"ops/s\"}");
    String other = entry("MabnBenchmark.encode", "thrpt", "", 1_000_000, 1, "ops/ms", "");
    assertThat(report(results("mabn", alone + "," + other, PROVENANCE)))
        .contains(
            """
            | body | ops/s | epochs/s |
            | --- | ---: | ---: |
            | train | 4.00 ± 25 % | 8.25 |
            | encode | 1,000,000,000 ± 0.0001 % | – |
            """);
  }

  @Test
  void laterFilesAddAndReplace() throws IOException {
    Path first =
        results(
            "first",
            sums("LIGHT", "NATIVE", 100, 1, 1) + "," + sums("LIGHT", "JAVA", 10, 1, 0.1),
            PROVENANCE);
    Path second =
        results(
            "second",
            sums("LIGHT", "NATIVE", 200, 2, 2) + "," + sums("HEAVY", "NATIVE", 50, 1, 3),
            PROVENANCE);
    assertThat(report(first, second))
        .doesNotContain("Merged")
        .contains(
            """
            | light | ops/s | 200 ± 1 % | 10.0 ± 10 % |
            |  | gigabytes/s | 2.00 | 0.100 |
            |  | **native over it** | **1.00** | **20.0** |
            | heavy | ops/s | 50.0 ± 2 % | – |
            """);
  }

  @Test
  void saysThatRunsWithDifferentSetUpsWereMerged() throws IOException {
    assertThat(
            report(
                results("old", SUMS, PROVENANCE),
                results("new", READS, PROVENANCE.replace("avx2", "avx512"))))
        .contains(
            "**Merged from runs with 2 set-ups: compare only within one.**",
            "libparzc 0.1.0 with avx2",
            "- schedule of `NodeSumsBenchmark`: 1 fork",
            "libparzc 0.1.0 with avx512",
            "- schedule of `MemoryReadBenchmark`: 1 fork");
  }

  @Test
  void saysWhichSchedulesDiffer() throws IOException {
    assertThat(
            report(
                results(
                    "all", SUMS + "," + READS.replace("\"forks\": 1", "\"forks\": 5"), PROVENANCE)))
        .doesNotContain("Merged")
        .contains(
            "- schedule of `NodeSumsBenchmark`: 1 fork of",
            "- schedule of `MemoryReadBenchmark`: 5 forks of");
  }

  @Test
  void theProjectsReadmeHasTheMarkers() {
    assertThatCode(() -> new MarkedSection(Path.of("benchmarks", "README.md")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAReadmeWithoutMarkers() throws IOException {
    Path results = results("all", SUMS, PROVENANCE);
    Files.writeString(readme, "<!-- results -->\n");
    assertThat(complaint(results)).isEqualTo(readme + ": found no <!-- /results -->, expected one");
    Files.writeString(readme, "<!-- /results --><!-- results -->");
    assertThat(complaint(results))
        .endsWith("found <!-- /results --> before <!-- results -->, expected it after");
    Files.writeString(readme, "<!-- results --><!-- results --><!-- /results -->");
    assertThat(complaint(results)).endsWith("found more than one <!-- results -->, expected one");
    Files.delete(readme);
    assertThat(complaint(results)).startsWith(readme + ": no such file, expected Markdown with");
  }

  @Test
  void refusesFilesThatAreMissing() throws IOException {
    Path missing = folder.resolve("missing.json");
    assertThat(complaint(missing))
        .isEqualTo(missing + ": no such file, expected JMH's results as JSON");
    Path results = results("all", SUMS, PROVENANCE);
    Files.delete(folder.resolve("all.provenance"));
    assertThat(complaint(results))
        .isEqualTo(
            folder.resolve("all.provenance")
                + ": no such file, expected the provenance that --json writes");
    assertThat(complaint()).startsWith("usage: ");
  }

  @Test
  void refusesWhatIsNotJmhs() throws IOException {
    assertThat(complaint(results("text", "hello", PROVENANCE)))
        .contains("text.json: not JMH's results as JSON: ");
    assertThat(complaint(results("other", "{\"name\": 1}", PROVENANCE)))
        .contains("other.json: not JMH's results", "without benchmark or primaryMetric");
    assertThat(complaint(results("none", "", PROVENANCE)))
        .endsWith("none.json: found no results, expected at least one");
    assertThat(complaint(results("mode", READS.replace("thrpt", "sample"), PROVENANCE)))
        .contains("MemoryReadBenchmark.read has mode sample, expected avgt or thrpt");
    assertThat(complaint(results("unit", KENDALL.replace("us/op", "weeks/op"), PROVENANCE)))
        .contains("unit weeks, expected ns, us, ms or s");
    assertThat(complaint(results("from", SUMS, "{\"date\": \"2026-11-24\"}")))
        .contains("from.provenance: not the provenance", "'commit'");
    Path object = Files.writeString(folder.resolve("object.json"), "{}");
    assertThat(complaint(object)).contains("object.json: not JMH's results as JSON: ");
  }
}
