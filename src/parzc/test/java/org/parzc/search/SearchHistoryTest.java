package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;

/** What the course of a search says. */
class SearchHistoryTest {
  private static final List<SearchHistory.Step> STEPS =
      List.of(
          new SearchHistory.Step("a", 2, 5),
          new SearchHistory.Step("b", Double.NaN, 1),
          new SearchHistory.Step("c", 1, 5),
          new SearchHistory.Step("d", 3, 9),
          new SearchHistory.Step("e", 3, 7));

  private static SearchHistory history(Direction direction) {
    return new SearchHistory(Provenance.of(Direction.KEY, direction), "score", STEPS);
  }

  private static List<String> texts(List<SearchHistory.Numbered> steps) {
    return steps.stream().map(one -> one.number() + one.step().architecture()).toList();
  }

  @Test
  void improvementsAreStrict() {
    assertThat(texts(history(Direction.HIGHER_IS_BETTER).improvements()))
        .containsExactly("1a", "4d");
    assertThat(texts(history(Direction.LOWER_IS_BETTER).improvements()))
        .containsExactly("1a", "3c");
  }

  @Test
  void theBestComeFirstAndThoseWithoutAValueLast() {
    assertThat(texts(history(Direction.HIGHER_IS_BETTER).bestFirst()))
        .containsExactly("4d", "5e", "1a", "3c", "2b");
    assertThat(texts(history(Direction.LOWER_IS_BETTER).bestFirst()))
        .containsExactly("3c", "1a", "4d", "5e", "2b");
  }

  @Test
  void nothingBeatsTheFrontInBoth() {
    assertThat(history(Direction.HIGHER_IS_BETTER).front())
        .extracting(SearchHistory.Step::architecture)
        .containsExactly("a", "e");
    assertThat(history(Direction.LOWER_IS_BETTER).front())
        .extracting(SearchHistory.Step::architecture)
        .containsExactly("c");
    assertThat(history(Direction.HIGHER_IS_BETTER).hasCosts()).isTrue();
    assertThat(
            new SearchHistory(
                    Provenance.NONE, "score", List.of(new SearchHistory.Step("a", 1, Double.NaN)))
                .hasCosts())
        .isFalse();
  }
}
