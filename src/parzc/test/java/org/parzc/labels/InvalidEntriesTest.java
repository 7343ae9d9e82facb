package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.spaces.nasbench.NasBench201;

/** One entry that is not of the space is named and counted, and does not cost the file. */
class InvalidEntriesTest {
  private static final EnumerableSpace SPACE = new NasBench201();
  private static final Architecture A = SPACE.at(3);
  private static final Architecture B = SPACE.at(4);
  private static final String WRONG = A.text().replaceFirst("none", "nothing");
  private static final String WHY =
      "found 'nothing', expected one of none, skip_connect, nor_conv_1x1, nor_conv_3x3, "
          + "avg_pool_3x3";
  private static final SearchSpace NB101 = new NasBench101();

  /** Two keys of one cell of NAS-Bench-101, of which the second has a vertex that leads nowhere. */
  private static final String SMALL = "(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 2, 1)";

  private static final String DANGLING =
      "(0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4, 1)";

  /** Ten edges on paths. */
  private static final String TOO_MANY =
      "(0,1,1,1,1, 0,0,1,1,1, 0,0,0,1,1, 0,0,0,0,1, 0,0,0,0,0, 0,2,2,2,1)";

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private final InvalidEntries skipped = InvalidEntries.skipped(told::add);

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Labels labels(Path file, SearchSpace space, String column) {
    return LabelFile.read(
        file, space, LabelRules.strict(null, column, LabelRange.PERCENT).with(skipped));
  }

  private List<Architecture> candidates(Path file, SearchSpace space) {
    return Candidates.read(file.toString(), space, 0, null, skipped);
  }

  private void assertTold(Path file, int invalid, int entries, String space, String first) {
    assertThat(told)
        .containsExactly(
            "%s: %d of %d entries are not architectures of %s and are passed over; the first: "
                    .formatted(file, invalid, entries, space)
                + file
                + first);
    told.clear();
  }

  @Test
  void tables() throws IOException {
    Path file =
        file(
            "table.csv",
            "index,arch,accuracy\n7," + A + ",90\n8," + WRONG + ",91\n9," + B + ",92\n10,,93\n");
    assertThat(labels(file, SPACE, "accuracy").values()).containsExactly(90, 92);
    String first = ":3:4: arch: not an architecture of nasbench201: column 2: " + WHY;
    assertTold(file, 2, 4, "nasbench201", first);
    assertThat(candidates(file, SPACE)).containsExactly(A, B);
    assertTold(file, 2, 4, "nasbench201", first);
    assertThat(NumberColumn.read(file, null, SPACE, "accuracy", skipped))
        .isEqualTo(Map.of(A, 90.0, B, 92.0));
    assertTold(file, 2, 4, "nasbench201", first);
    Path costs = file("costs.csv", "index,latency\n7,1\n8,2\n9,3\n11,4\n");
    assertThat(NumberColumn.read(costs, file, SPACE, "latency", skipped))
        .isEqualTo(Map.of(A, 1.0, B, 3.0));
    assertThat(told)
        .hasSize(2)
        .last()
        .asString()
        .startsWith(
            costs
                + ": 2 of 4 entries are not architectures of "
                + "nasbench201 and are passed over; the first: "
                + costs
                + ":3:1: found index '8', which is not in "
                + file);
  }

  @Test
  void lines() throws IOException {
    Path file = file("cells.txt", A + "\n# a remark\n" + WRONG + "\n\n" + B + "\n");
    assertThat(candidates(file, SPACE)).containsExactly(A, B);
    assertTold(
        file, 1, 3, "nasbench201", ":3:2: not an architecture of nasbench201: column 2: " + WHY);
  }

  @Test
  void keysOfNasBenchSuiteZero() throws IOException {
    Path file =
        file(
            "zc_nasbench101.json",
            """
            {"cifar10": {
              "%s": {"val_accuracy": 80, "nwot": {"score": 1}},
              "%s": {"val_accuracy": 81, "nwot": {"score": [2, {"x": 3}]}},
              "(0, 1, 0, 0, 0, 1)": {"val_accuracy": 82, "nwot": {"score": 4}}}}
            """
                .formatted(SMALL, TOO_MANY));
    String first =
        ":3:4: not an architecture of nasbench101: column 1: found 10 edges on paths from the input"
            + " to the output, expected at most 9";
    assertThat(labels(file, NB101, null).values()).containsExactly(80, 82);
    assertTold(file, 1, 3, "nasbench101", first);
    assertThat(candidates(file, NB101))
        .extracting(Architecture::text)
        .containsExactly("010/001/000;input|maxpool3x3|output", "01/00;input|output");
    assertTold(file, 1, 3, "nasbench101", first);
    Architecture cell = NB101.interpret(SMALL);
    assertThat(PublishedScores.read(file, NB101, null, Set.of(cell), skipped).of(cell))
        .isEqualTo(Map.of("published_nwot", 1.0));
    assertTold(file, 1, 3, "nasbench101", first);
  }

  @Test
  void formsOfOneCellAreOneCandidateAndTheirProxiesAreAveraged() throws IOException {
    Path file =
        file(
            "zc_nasbench101.json",
            "{\"cifar10\": {\"%s\": {\"nwot\": {\"score\": 1}, \"zen\": 5}, \"%s\": "
                    .formatted(SMALL, DANGLING)
                + "{\"nwot\": {\"score\": 2}}}}");
    InvalidEntries refused = InvalidEntries.refused(told::add);
    Architecture cell = NB101.interpret(SMALL);
    assertThat(Candidates.read(file.toString(), NB101, 0, null, refused)).containsExactly(cell);
    assertThat(PublishedScores.read(file, NB101, null, Set.of(cell), refused).of(cell))
        .isEqualTo(Map.of("published_nwot", 1.5, "published_zen", 5.0));
    Path lines =
        file("cells.txt", SMALL + "\n" + DANGLING + "\n010/001/000;input|MaxPool3x3|output\n");
    assertThat(Candidates.read(lines.toString(), NB101, 0, null, refused)).containsExactly(cell);
    String form = " entries are architectures that are there in another form, ";
    assertThat(told)
        .containsExactly(
            file + ": 1 of 2" + form + "each is taken once",
            file + ": 1 of 2" + form + "their proxies are averaged",
            lines + ": 2 of 3" + form + "each is taken once");
  }

  @Test
  void trainingsOfNds() throws IOException {
    SearchSpace darts = SearchSpaces.named("nds-darts");
    String good = training("skip_connect", "[2, 3, 4, 5]");
    Path file =
        file(
            "DARTS.json",
            "["
                + good
                + ",\n"
                + training("conv_9x9", "[2, 3, 4, 5]")
                + ",\n"
                + training("skip_connect", "[4, 5]")
                + ",\n{\"net\": {\"depth\": 20}, \"test_ep_top1\": [9]}]");
    assertThat(labels(file, darts, null).values()).containsExactly(95);
    assertThat(told)
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            file
                + ": 3 of 4 entries are not architectures of "
                + "nds-darts and are passed over; the first: "
                + file
                + ":2:")
        .contains("found 'conv_9x9', expected one of");
  }

  private static String training(String operation, String concat) {
    String cell = "[[\"%s\", 0]%s]".formatted(operation, ", [\"none\", 1]".repeat(7));
    return ("{\"net\": {\"genotype\": {\"normal\": %s, \"normal_concat\": %s, \"reduce\": %s,"
            + " \"reduce_concat\": %s}, \"width\": 16, \"depth\": 20}, \"test_ep_top1\": [7,"
            + " 5]}")
        .formatted(cell, concat, cell, concat);
  }

  @Test
  void whatHasNoArchitectureOfTheSpaceIsRefusedAllTheSame() throws IOException {
    Path file = file("cells.txt", WRONG + "\n" + WRONG + "\n");
    assertThatThrownBy(() -> candidates(file, SPACE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ": none of "
                + "2 entries is an architecture of nasbench201; the first: "
                + file
                + ":1:2: not an architecture of nasbench201: column 2: "
                + WHY);
    assertThat(told).isEmpty();
  }

  @Test
  void otherMistakesAreRefusedAllTheSame() throws IOException {
    Path wide = file("wide.csv", "arch,accuracy\n" + A + ",90,1\n");
    assertThatThrownBy(() -> labels(wide, SPACE, null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("found 3 fields");
    Path label = file("label.csv", "arch,accuracy\n" + A + ",x\n");
    assertThatThrownBy(() -> labels(label, SPACE, null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected a number");
    Path twice = file("twice.txt", A + "\n" + A + "\n");
    assertThatThrownBy(() -> candidates(twice, SPACE))
        .isInstanceOf(InputException.class)
        .hasMessage(twice + ":2: duplicate of line 1");
  }
}
