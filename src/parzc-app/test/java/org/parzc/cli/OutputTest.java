package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.report.Table;
import org.parzc.report.Table.Column;

/** How much commands tell, and to whom. */
@Tag("slow")
class OutputTest {
  @TempDir Path folder;

  private List<String> quickly(String command, Object... arguments) {
    return Cli.quickly(folder, command, "cells.duckdb", arguments);
  }

  @Test
  void quietCommandsPrintResultsAlone() {
    assertThat(Cli.run(quickly("statistics", "--candidates", "random:3", "-q")).done().out())
        .isEmpty();
    List<String> rank =
        quickly(
            "rank",
            "--candidates",
            "random:3",
            "--labels",
            Cli.labels(folder.resolve("labels.csv"), 10),
            "--preset",
            "default/epochs=2");
    String loud = Cli.run(rank).done().out();
    String quiet = Cli.run("--quiet", rank).done().out();
    assertThat(quiet).hasLineCount(4).startsWith("rank  architecture");
    assertThat(loud).endsWith(quiet).contains("architectures are there already, skipped");
    assertThat(Cli.run(rank, "--quiet", "--json").done().out()).startsWith("[");
    assertThat(Cli.run(rank, "--quiet", "--folds", 3).done().out())
        .hasLineCount(5)
        .startsWith("3-fold cross-validation on 10 labels");
    Cli.Result json = Cli.run(rank, "--quiet", "--folds", 3, "--json");
    assertThat(json.out()).startsWith("[");
    assertThat(json.err()).startsWith("3-fold cross-validation on 10 labels").hasLineCount(1);
  }

  @Test
  void quietCommandsPrintErrors() {
    for (String command : List.of("spaces", "doctor")) {
      assertThat(Cli.run(command, "--quiet", "--verbose"))
          .isEqualTo(
              new Cli.Result(
                  2,
                  "",
                  "parzc: --quiet: found --verbose too, expected one of them%nTry 'parzc %s --help'.%n"
                      .formatted(command)));
    }
    assertThat(Cli.refused(folder, quickly("statistics", "--candidates", "random:0", "--quiet")))
        .contains("random:0");
  }

  @Test
  void verboseCommandsPrintProgressInLinesWhereThereIsNoTerminal() {
    Cli.Result result = Cli.run(quickly("statistics", "--candidates", "random:3", "--verbose"));
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("3/3 networks").doesNotContain("\r");
    assertThat(result.out()).contains("3 architectures extracted").doesNotContain("3/3 networks");
  }

  @Test
  void verboseCommandsSayWhereAnErrorArose() {
    List<String> wrong = quickly("statistics", "--candidates", "random:0");
    String line = Cli.refused(folder, wrong);
    Cli.Result verbose = Cli.run("-v", wrong);
    assertThat(verbose.code()).isEqualTo(2);
    assertThat(verbose.err().lines()).hasSizeGreaterThan(2).startsWith("parzc: " + line);
    assertThat(verbose.err()).contains("\tat org.parzc.labels.Candidates.");
  }

  @Test
  void headersAreBoldOnATerminal() {
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told, true);
    new Output(out, out, out, out, out, Progress.Display.NONE, true)
        .print(
            new Table(
                List.of(Column.number("rank", 0), Column.text("@|x|@")),
                List.of(List.of(1, "none"))));
    assertThat(told.toString())
        .isEqualTo("\u001b[1mrank  @|x|@\u001b[0m%n   1  none%n".formatted());
  }

  @Test
  void programsReadWhatThereIsToChoose() throws IOException {
    JsonNode choice = Cli.json(Cli.run("spaces", "--json").done().out());
    JsonNode first = choice.get("spaces").get(0);
    assertThat(first.get("name").asText()).isEqualTo("nasbench201");
    assertThat(first.get("architectures").asLong()).isEqualTo(15_625);
    assertThat(choice.get("spaces").get(1).get("architectures").isNull()).isTrue();
    assertThat(choice.get("statistics").findValuesAsText("name")).contains("snip", "synflow");
    assertThat(choice.get("proxies").findValuesAsText("name")).contains("nwot");
  }

  @Test
  void programsReadWhatWasMeasuredAndTrained() throws IOException {
    Cli.Result measured = Cli.run(quickly("statistics", "--candidates", "random:3", "--json"));
    JsonNode done = Cli.json(measured.out());
    assertThat(measured.err()).contains("3 architectures extracted");
    assertThat(done.get("extracted").asInt()).isEqualTo(3);
    assertThat(done.get("skipped").asInt()).isZero();
    assertThat(done.get("architectures").asLong()).isEqualTo(3);
    assertThat(done.get("failed").isEmpty()).isTrue();
    JsonNode trained =
        Cli.json(
            Cli.run(
                    quickly(
                        "train",
                        "--labels",
                        Cli.labels(folder.resolve("labels.csv"), 10),
                        "--preset",
                        "default/epochs=2",
                        "--model",
                        folder.resolve("mabn"),
                        "--json"))
                .out());
    assertThat(trained.get("labels").asInt()).isEqualTo(10);
    assertThat(trained.get("provenance").get("space").asText()).isEqualTo("nasbench201");
  }
}
