package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages from the command line. */
@Tag("slow")
class ReportCommandTest {
  private static final String PRESET = "default/members=2/epochs=2";

  @TempDir static Path folder;

  private static Path labels;

  @BeforeAll
  static void extract() {
    labels = Cli.labels(folder.resolve("labels.csv"), 24);
    Cli.run(Cli.quickly(folder, "statistics", "s.duckdb", "--candidates", labels)).done();
  }

  private static Path file(String name) {
    return folder.resolve(name);
  }

  private static List<Object> evaluate() {
    return List.of(
        "evaluate",
        "--labels",
        labels,
        "--store",
        file("s.duckdb"),
        "--budgets",
        "8,12",
        "--splits",
        2,
        "--presets",
        PRESET);
  }

  /** Returns what a page holds. */
  private static JsonNode content(Path page) throws IOException {
    Matcher data =
        Pattern.compile("id=\"content\">(.*?)</script>", Pattern.DOTALL)
            .matcher(Files.readString(page));
    assertThat(data.find()).isTrue();
    return Cli.json(data.group(1)).get("page");
  }

  @Test
  void evaluationsWriteTheirOwnPageOrOneLater() throws IOException {
    String json = Cli.run(evaluate(), "--json", "--report", file("direct.html")).done().out();
    Path saved = Cli.write(file("evaluation.json"), json);
    Cli.run("report", "--evaluation", saved, "--report", file("later.html"), "--title", "Later")
        .done();
    JsonNode direct = content(file("direct.html"));
    JsonNode later = content(file("later.html"));
    assertThat(later.get("title").asText()).isEqualTo("Later");
    assertThat(later.get("sections")).isEqualTo(direct.get("sections"));
    assertThat(direct.get("sections").findValuesAsText("id"))
        .contains(
            "quality-tau",
            "predictions-8-all",
            "predictions-12-best",
            "calibration-coverage",
            "candidates");
    JsonNode facts = direct.at("/provenance/0/facts");
    assertThat(facts.get("command").asText())
        .startsWith("parzc evaluate --labels ")
        .endsWith("direct.html");
    assertThat(facts.fieldNames())
        .toIterable()
        .contains("device", "seed", "skeleton", "parzc", "libtorch");
    assertThat(later.at("/provenance/0/facts")).isEqualTo(facts);
  }

  @Test
  void rankingsImportanceAndSearchesHavePagesToo() throws IOException {
    Cli.run(
            Cli.quickly(
                folder,
                "rank",
                "s.duckdb",
                "--labels",
                labels,
                "--candidates",
                labels,
                "--preset",
                PRESET,
                "--out",
                file("ranking.csv"),
                "--report",
                file("ranking.html")))
        .done();
    assertThat(content(file("ranking.html")).at("/sections/0/listings/0/table/rows")).hasSize(24);
    String importance =
        Cli.run(
                "importance",
                "--labels",
                labels,
                "--store",
                file("s.duckdb"),
                "--budget",
                16,
                "--by",
                "node_statistic",
                "--permutations",
                1,
                "--json",
                "--report",
                file("importance.html"))
            .done()
            .out();
    assertThat(content(file("importance.html")).findValuesAsText("id"))
        .contains("importance-uncertainty");
    Cli.run(
            "search",
            "--objective",
            "proxy:params",
            "--algorithm",
            "random",
            "--evaluations",
            20,
            "--population",
            5,
            "--channels",
            4,
            "--cells",
            1,
            "--state",
            file("state.json"),
            "--report",
            file("search.html"))
        .done();
    assertThat(content(file("search.html")).at("/sections/0/listings/0/table/rows")).hasSize(20);

    Path all = file("all.html");
    Path plots = file("plots");
    Cli.run(
            "report",
            "--importance",
            Cli.write(file("importance.json"), importance),
            "--ranking",
            file("ranking.csv"),
            "--search",
            file("state.json"),
            "--report",
            all,
            "--plots",
            plots)
        .done();
    JsonNode sections = content(all).get("sections");
    assertThat(sections.findValuesAsText("title"))
        .contains("Importance of statistics of nodes", "Ranking", "Search");
    assertThat(sections.get(1)).isEqualTo(content(file("ranking.html")).at("/sections/0"));
    assertThat(plots)
        .isDirectoryContaining("glob:**importance-1-importance.svg")
        .isDirectoryContaining("glob:**ranking-best.png")
        .isDirectoryContaining("glob:**search-best.svg");
  }

  @Test
  void wrongArgumentsAreRefused() {
    Path page = file("page.html");
    assertThat(Cli.refused(folder, "report", "--report", page))
        .isEqualTo(
            "found none of --evaluation, --importance, --ranking, --search, expected results");
    assertThat(Cli.refused(folder, "report", "--ranking", file("ranking.csv")))
        .startsWith("found neither --report");
    assertThat(Cli.refused(folder, "report", "--ranking", file("none.csv"), "--report", page))
        .contains("none.csv: no such file");
    assertThat(Cli.refused(folder, "report", "--evaluation", labels, "--report", page))
        .contains("not JSON");
    Path other = Cli.write(file("other.json"), "{\"rows\": []}");
    assertThat(Cli.refused(folder, "report", "--evaluation", other, "--report", page))
        .startsWith(other + ": not what 'parzc evaluate --json' of this version prints");
    assertThat(Cli.refused(folder, "report", "--importance", other, "--report", page))
        .startsWith(other + ": not what 'parzc importance --json' of this version prints");
    assertThat(Cli.refused(folder, "report", "--search", other, "--report", page))
        .startsWith(other + ": not a search state of this version");
    Path wrong = Cli.write(file("wrong.csv"), "rank,architecture,score,std\n1,a,high,0\n");
    assertThat(Cli.refused(folder, "report", "--ranking", wrong, "--report", page))
        .isEqualTo(wrong + ":2:5: found 'high', expected a number");
    assertThat(Cli.refused(folder, evaluate(), "--report", file("no").resolve("page.html")))
        .endsWith("the directory does not exist");
    assertThat(Cli.refused(folder, evaluate(), "--plots", labels))
        .isEqualTo(labels + ": a file, expected a directory");
  }
}
