package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.Draws;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.images.ImageFiles;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.nasbench.NasBench201;

class CandidatesTest {
  private static final EnumerableSpace SPACE = new NasBench201();
  private static final String A = SPACE.at(0).text();
  private static final String B = SPACE.at(1).text();

  @TempDir Path folder;

  private String file(String name, String content) {
    return ImageFiles.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private static void assertRefused(String spec, String message) {
    assertThatThrownBy(() -> Candidates.read(spec, SPACE, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void allIsTheSpaceInOrder() {
    List<Architecture> all = Candidates.read("all", SPACE, 0);
    assertThat(all).hasSize(15_625).doesNotHaveDuplicates();
    assertThat(all.get(77)).isEqualTo(SPACE.at(77));
  }

  @Seeded(tries = 50)
  void randomIsDistinctAndRepeatable(Draws draws) {
    int count = draws.whole(1, 2000);
    long seed = draws.anyLong();
    List<Architecture> drawn = Candidates.read("random:" + count, SPACE, seed);
    assertThat(drawn)
        .hasSize(count)
        .doesNotHaveDuplicates()
        .isEqualTo(Candidates.read("random:" + count, SPACE, seed));
  }

  @Test
  void aLargerDrawStartsLikeASmallerOne() {
    assertThat(Candidates.read("random:100", SPACE, 3).subList(0, 10))
        .isEqualTo(Candidates.read("random:10", SPACE, 3))
        .isNotEqualTo(Candidates.read("random:10", SPACE, 4));
  }

  @Test
  void theWholeSpaceCanBeDrawn() {
    assertThat(Set.copyOf(Candidates.read("random:15625", SPACE, 1)))
        .isEqualTo(Set.copyOf(Candidates.read("all", SPACE, 0)));
  }

  @Test
  void drawsAreUniform() {
    // 20,000 draws of one architecture, binned by the operation of the first edge; 4,000 ± 5
    // standard deviations.
    Map<String, Integer> bins = new HashMap<>();
    for (int seed = 0; seed < 20_000; seed++) {
      String text = Candidates.read("random:1", SPACE, seed).get(0).text();
      bins.merge(text.substring(0, text.indexOf('~')), 1, Integer::sum);
    }
    assertThat(bins).hasSize(5);
    assertThat(bins.values()).allSatisfy(count -> assertThat(count).isBetween(3717, 4283));
  }

  @ParameterizedTest
  @ValueSource(strings = {"random:0", "random:-1", "random:15626"})
  void refusesANumberOutOfRange(String spec) {
    assertRefused(spec, "candidates: found '" + spec + "', expected N from 1 to 15625");
  }

  @ParameterizedTest
  @ValueSource(strings = {"random:", "random:many", "random:1.5", "random:99999999999"})
  void refusesWhatIsNotANumber(String spec) {
    assertRefused(
        spec, "candidates: found '" + spec + "', expected random:N with N from 1 to 15625");
  }

  @Test
  void readsTextLines() {
    assertThat(Candidates.read(file("list.txt", "# mine\n\n" + B + "\n  " + A + " \n"), SPACE, 0))
        .containsExactly(SPACE.at(1), SPACE.at(0));
  }

  @Test
  void readsTables() {
    String table = file("list.CSV", "cell,arch\n" + A + "," + B + "\n");
    assertThat(Candidates.read(table, SPACE, 0)).containsExactly(SPACE.at(1));
    assertThat(Candidates.read(table, SPACE, 0, "cell", InvalidEntries.REFUSED))
        .containsExactly(SPACE.at(0));
  }

  @Test
  void refusesRepeats() {
    String text = file("list.txt", A + "\n" + B + "\n" + A + "\n");
    assertRefused(text, text + ":3: duplicate of line 1");
    String table = file("list.csv", "n,architecture\n1," + A + "\n2," + A + "\n");
    assertRefused(table, table + ":3:3: duplicate of line 2");
  }

  @Test
  void pointsAtTheOffence() {
    String text = file("list.txt", A + "\n  |skip~0|\n");
    assertRefused(
        text,
        text
            + ":2:4: not an architecture of nasbench201: column 2: found 'skip', expected one of"
            + " none, skip_connect, nor_conv_1x1, nor_conv_3x3, avg_pool_3x3; skip-invalid passes"
            + " over such architectures");
  }

  @Test
  void refusesFilesWithoutArchitectures() {
    String none = folder.resolve("none").toString();
    assertRefused(none, none + ": no such file");
    String empty = file("empty.txt", "");
    assertRefused(empty, empty + ": the file is empty");
    String remarks = file("remarks.txt", "# nothing\n\n");
    assertRefused(remarks, remarks + ": found no architectures, expected one a line");
    String table = file("list.csv", "cell\n" + A + "\n");
    assertRefused(table, table + ":1:1: no column architecture or arch_str or arch, found cell");
  }
}
