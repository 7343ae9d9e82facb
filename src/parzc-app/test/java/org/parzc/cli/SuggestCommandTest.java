package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code suggest} proposes. */
@Tag("slow")
class SuggestCommandTest {
  @TempDir Path folder;

  private List<String> quickly(String command, String store, Object... arguments) {
    return Cli.quickly(folder, command, store, arguments);
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  private static List<String> architectures(String json) throws IOException {
    return Cli.json(json).findValuesAsText("architecture");
  }

  @Test
  void suggestionsWithoutLabelsAreDiverse() throws IOException {
    Path candidates =
        Cli.write(
            folder.resolve("candidates.txt"),
            Stream.concat(Cli.ISOMORPHIC.stream(), IntStream.range(0, 12).mapToObj(Cli::cell))
                .collect(Collectors.joining("\n")));
    List<String> command = quickly("suggest", "s.duckdb", "--candidates", candidates);
    String table =
        Cli.run(command, "--count", 5, "--out", path("next.csv"), "--threads", 1).done().out();
    List<String> lines = Files.readAllLines(folder.resolve("next.csv"));
    assertThat(lines).hasSize(6).startsWith("architecture,reason");
    assertThat(lines.subList(1, 6))
        .allMatch(line -> line.endsWith(",diverse"))
        .allSatisfy(line -> assertThat(table).contains(line.split(",")[0] + "  "));
    // What was suggested is a file of candidates.
    Cli.run(quickly("statistics", "s.duckdb", "--candidates", path("next.csv"))).done();
    Cli.Result all = Cli.run(command, "--count", 13, "--json");
    assertThat(architectures(all.out()).stream().map(text -> Cli.SPACE.parse(text).canonicalForm()))
        .hasSize(13)
        .doesNotHaveDuplicates();
    assertThat(architectures(all.out()).subList(0, 5))
        .isEqualTo(lines.stream().skip(1).map(line -> line.split(",")[0]).toList());
    assertThat(Cli.refused(folder, command, "--count", 14))
        .isEqualTo(
            "--count: found 14, expected at most 13, the "
                + "number of candidates that are neither labelled nor isomorphic to others");
  }

  @Test
  void suggestionsWithLabelsAreOthers() throws IOException {
    Path labels =
        Cli.write(
            folder.resolve("labels.csv"),
            Files.readString(Cli.labels(folder.resolve("cells.csv"), 12))
                + Cli.ISOMORPHIC.get(0)
                + ",50\n");
    Path candidates =
        Cli.write(
            folder.resolve("candidates.txt"),
            Stream.concat(Cli.ISOMORPHIC.stream(), IntStream.range(6, 24).mapToObj(Cli::cell))
                .collect(Collectors.joining("\n")));
    List<String> command =
        quickly(
            "suggest",
            "s.duckdb",
            "--candidates",
            candidates,
            "--labels",
            labels,
            "--preset",
            "default/members=2/epochs=3",
            "--seed",
            2);
    Cli.run(command, "--count", 6, "--out", path("next.csv"), "--threads", 1).done();
    Cli.run(command, "--count", 6, "--out", path("again.csv"), "--threads", 2).done();
    assertThat(folder.resolve("again.csv")).hasSameBinaryContentAs(folder.resolve("next.csv"));
    List<String> lines = Files.readAllLines(folder.resolve("next.csv"));
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[1]))
        .containsExactly(
            "promising", "uncertain", "promising", "uncertain", "promising", "uncertain");
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[0]))
        .doesNotHaveDuplicates()
        .isSubsetOf(IntStream.range(12, 24).mapToObj(Cli::cell).toList());
    assertThat(Cli.refused(folder, command, "--count", 13))
        .startsWith("--count: found 13, expected at most 12");
    assertThat(Cli.refused(folder, command, "--count", 0))
        .isEqualTo("--count: found 0, expected at least 1");
    assertThat(Cli.refused(folder, command, "--count", 6, "--draws", 0))
        .isEqualTo("--draws: found 0, expected at least 1");
    assertThat(Cli.refused(folder, command, "--count", 6, "--out", path("no/next.csv")))
        .contains("no/next.csv");
  }
}
