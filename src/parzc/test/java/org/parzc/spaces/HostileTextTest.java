package org.parzc.spaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.Seeded;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;

/** Whatever is given for an architecture is read or refused at its column. */
class HostileTextTest {
  private static final List<SearchSpace> SPACES =
      Stream.concat(
              SearchSpaces.all().stream(),
              Stream.of(SearchSpaces.named("custom:examples/spaces/nasbench201.yaml")))
          .toList();
  private static final List<String> TUPLES =
      List.of(
          "(4, 0, 3, 1, 4, 3)",
          "(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 4, 1)",
          "((0, 1, 2, 3, 4), (0, 1), ((0, 1), (1, 2)))",
          "(1, 2)",
          "((0, 1), (0, 2), (1, 3))");

  private static boolean isRefused(SearchSpace space, String text) {
    try {
      Architecture architecture = space.parse(text);
      assertThat(space.parse(architecture.text())).isEqualTo(architecture);
      assertThat(architecture.canonicalForm()).isNotEmpty();
      assertThat(architecture.id()).hasSize(32);
      return false;
    } catch (ArchitectureSyntaxException e) {
      assertThat(e.column()).as(e.getMessage()).isBetween(1, text.length() + 1);
      return true;
    }
  }

  @Seeded(tries = 300)
  void changedTextsAreReadOrRefused(Draws draws) {
    for (SearchSpace space : SPACES) {
      boolean refused = isRefused(space, Hostile.text(space.random(draws).text(), draws));
      draws.count(refused ? "refused" : "read");
    }
  }

  /** What is changed below; other spaces have none of their own. */
  @Test
  void tuplesAreRead() {
    assertThat(SearchSpaces.named("nasbench201").interpret(TUPLES.get(0)).text())
        .isEqualTo(
            "|avg_pool_3x3~0|+|skip_connect~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_1x1~2|");
    assertThat(SearchSpaces.named("nasbench101").interpret(TUPLES.get(1)).text())
        .isEqualTo("010/001/000;input|conv3x3-bn-relu|output");
  }

  @Seeded(tries = 300)
  void changedTuplesAreReadOrRefused(Draws draws) {
    for (SearchSpace space : SPACES) {
      String text = Hostile.text(TUPLES.get(draws.nextInt(TUPLES.size())), draws);
      try {
        assertThat(space.interpret(text).text()).isNotEmpty();
      } catch (ArchitectureSyntaxException e) {
        assertThat(e.column()).as(text).isBetween(1, text.length() + 1);
      }
    }
  }

  @Test
  void textsCutAnywhereAreReadOrRefused() {
    for (SearchSpace space : SPACES) {
      String text = space.random(new Random(1)).text();
      long refused = 0;
      for (int end = 0; end < text.length(); end++) {
        refused += isRefused(space, text.substring(0, end)) ? 1 : 0;
      }
      assertThat(refused).as(space.name()).isGreaterThan(text.length() * 3L / 4);
    }
  }

  @Test
  @Timeout(30)
  void veryLongTextsAreRefusedSoon() {
    for (SearchSpace space : SPACES) {
      String text = space.random(new Random(1)).text();
      List<String> texts = new ArrayList<>();
      for (String part :
          List.of(
              text, text + SearchSpace.SEPARATOR, "(", "[", "|", "0", "9", "~", "\uD83D\uDE00")) {
        texts.add(part.repeat(1_000_000 / part.length()));
        texts.add(text + part.repeat(1_000_000 / part.length()));
      }
      for (String one : texts) {
        assertThat(isRefused(space, one))
            .as("%s: %s", space.name(), one.substring(0, 100))
            .isTrue();
      }
      for (String tuple : List.of("(", "((", "(1, ", "9")) {
        String one = tuple.repeat(1_000_000 / tuple.length());
        assertThatThrownBy(() -> space.interpret(one))
            .as(space.name())
            .isInstanceOf(ArchitectureSyntaxException.class);
      }
    }
  }
}
