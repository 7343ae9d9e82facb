package org.parzc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Properties run as often as they say, on the same inputs every time, and say which failed. */
class SeededTest {
  private static final Draws DRAWS = new Draws(0);
  private static final List<Long> DRAWN = new ArrayList<>();

  @Seeded(tries = 20)
  void everyTryDrawsSomethingElse(Draws draws) {
    long drawn = draws.nextLong();
    assertThat(DRAWN).doesNotContain(drawn);
    DRAWN.add(drawn);
  }

  @AfterAll
  static void allWereTried() {
    assertThat(DRAWN)
        .hasSize(System.getProperty("parzc.test.seed") == null ? 20 * Draws.times() : 1);
  }

  @Test
  void seedsDependOnTheNameAlone() {
    long[] seeds = Seeded.Tries.seeds("SomeTest#some", 100, null);
    assertThat(LongStream.of(seeds).distinct()).hasSize(100);
    assertThat(Seeded.Tries.seeds("SomeTest#some", 10, null)).isEqualTo(Arrays.copyOf(seeds, 10));
    assertThat(Seeded.Tries.seeds("SomeTest#other", 100, null)).doesNotContain(seeds);
  }

  @Test
  void theSeedOfAFailureFailsAlone() {
    Set<Integer> failed = new HashSet<>();
    AssertionError all = failure(Seeded.Tries.seeds("SomeTest#some", 200, null), failed);
    Matcher message =
        Pattern.compile(
                "try (\\d+) of 200 failed \\(again alone: -Dtest=SomeTest#some "
                    + "-Dparzc.test.seed=(-?\\d+)\\): java.lang.IllegalStateException: (\\d+)")
            .matcher(all.getMessage());
    assertThat(message.matches()).as(all.getMessage()).isTrue();
    assertThat(Integer.parseInt(message.group(1))).isGreaterThan(1);
    AssertionError alone =
        failure(Seeded.Tries.seeds("SomeTest#some", 200, message.group(2)), failed);
    assertThat(alone)
        .hasMessageStartingWith("try 1 of 1 failed")
        .hasMessageEndingWith(": " + message.group(3));
    assertThat(failed).hasSize(1);
  }

  private static AssertionError failure(long[] seeds, Set<Integer> failed) {
    return catchThrowableOfType(
        AssertionError.class,
        () ->
            Seeded.Tries.run(
                "SomeTest#some",
                seeds,
                DRAWS,
                () -> {
                  int number = DRAWS.nextInt(1000);
                  if (number < 50) {
                    failed.add(number);
                    throw new IllegalStateException(String.valueOf(number));
                  }
                }));
  }

  @Test
  void aPropertyIsNeverNotTried() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Seeded.Tries.seeds("SomeTest#some", 0, null));
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> Seeded.Tries.seeds("SomeTest#some", 10, "first"));
  }

  @Test
  void edgeCasesAreDrawn() {
    Draws draws = new Draws(1);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.whole(-7, 1_000_000)))
        .contains(-7, -6, -1, 0, 1, 999_999, 1_000_000)
        .allMatch(x -> x >= -7 && x <= 1_000_000);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.whole(3, 4)))
        .contains(3, 4)
        .allMatch(x -> x == 3 || x == 4);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.whole(0, Long.MAX_VALUE)))
        .contains(0L, 1L, Long.MAX_VALUE)
        .allMatch(x -> x >= 0);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.anyLong()))
        .contains(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.number(-20, 100)))
        .contains(-20.0, -1.0, -0.0, 0.0, Double.MIN_VALUE, 1.0, 100.0)
        .allMatch(x -> x >= -20 && x <= 100)
        .anyMatch(x -> x != 0 && Math.abs(x) < 0.01)
        .anyMatch(x -> x > 90 && x < 100);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.number(0.01, 3)))
        .contains(0.01, 1.0, 3.0)
        .allMatch(x -> x >= 0.01 && x <= 3);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.list(0, 9, draws::nextLong)))
        .anyMatch(List::isEmpty)
        .anyMatch(list -> list.size() == 9 && new HashSet<>(list).size() < 9);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.text(1, 5, 'a', 'z')))
        .allMatch(x -> x.matches("[a-z]{1,5}"))
        .anyMatch(x -> x.length() == 1)
        .anyMatch(x -> x.length() == 5);
    assertThat(IntStream.range(0, 500).mapToObj(i -> draws.text(0, 5, "xyz")))
        .contains("")
        .allMatch(x -> x.matches("[xyz]{0,5}"));
  }

  @Test
  void whatIsSkippedIsNoFailure() {
    assertThatExceptionOfType(TestAbortedException.class)
        .isThrownBy(
            () ->
                Seeded.Tries.run(
                    "SomeTest#some",
                    new long[] {1},
                    DRAWS,
                    () -> {
                      throw new TestAbortedException("needs what is not here");
                    }));
  }

  @Test
  void outcomesAreCountedOverAllTries() {
    Draws draws = new Draws(0);
    assertThat(draws.counted()).isEmpty();
    Seeded.Tries.run(
        "SomeTest#some", new long[3], draws, () -> draws.count(draws.nextInt() == 0 ? "b" : "a"));
    draws.count("b");
    assertThat(draws.counted()).hasValue("4 tries: 3 a, 1 b");
    assertThat(draws.counted("a")).isEqualTo(3);
    assertThat(draws.counted("c")).isZero();
  }
}
