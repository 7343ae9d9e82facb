package org.parzc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Random inputs of a {@link Seeded} property, in which edge cases and repetitions are frequent. Not
 * thread-safe.
 */
public final class Draws extends Random {
  /** One in so many is an edge case. */
  private static final int EDGE = 8;

  private final Map<String, Integer> counts = new TreeMap<>();

  Draws(long seed) {
    super(seed);
  }

  /** Returns how many times as much as usual is tried. */
  public static int times() {
    return Integer.getInteger("parzc.fuzz.times", 1);
  }

  /** Counts one more of some outcome, over all tries. */
  public void count(String outcome) {
    counts.merge(outcome, 1, Integer::sum);
  }

  /** Returns how many of the outcomes so far were this one. */
  public int counted(String outcome) {
    return counts.getOrDefault(outcome, 0);
  }

  /** Returns how often each outcome came, in one line; empty if none was counted. */
  Optional<String> counted() {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    return counts.entrySet().stream()
        .map(one -> "%,d %s".formatted(one.getValue(), one.getKey()))
        .reduce((one, other) -> one + ", " + other)
        .map(each -> "%,d tries: %s".formatted(all, each));
  }

  /** Returns one of the choices. */
  @SafeVarargs
  public final <T> T of(T... choices) {
    return choices[nextInt(choices.length)];
  }

  /**
   * Returns a whole number from {@code min} to {@code max}; edge cases are both ends, 0, and those
   * next to them.
   */
  public int whole(int min, int max) {
    return (int) whole((long) min, (long) max);
  }

  /** Returns a whole number as {@link #whole(int, int)} does. */
  public long whole(long min, long max) {
    long[] edges =
        LongStream.of(min, min + 1, -1, 0, 1, max - 1, max)
            .filter(x -> min <= x && x <= max)
            .toArray();
    return nextInt(EDGE) == 0 ? edges[nextInt(edges.length)] : nextLong(min - 1, max) + 1;
  }

  /** Returns any whole number, of any number of bits. */
  public long anyLong() {
    return nextInt(EDGE) == 0
        ? of(Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L, 0L, 1L, Long.MAX_VALUE - 1, Long.MAX_VALUE)
        : nextLong() >> nextInt(Long.SIZE);
  }

  /**
   * Returns a number from {@code min} to {@code max}, half of them of smaller magnitudes; edge
   * cases are as above.
   */
  public double number(double min, double max) {
    double least = Math.max(min, Math.min(0, max));
    if (nextInt(EDGE) == 0) {
      return of(
          min,
          max,
          least,
          Math.max(min, Math.min(-0.0, max)),
          Math.max(min, Math.min(Double.MIN_VALUE, max)),
          Math.max(min, Math.min(1, max)),
          Math.max(min, Math.min(-1, max)));
    }
    return least + (nextDouble(min, max) - least) * (nextBoolean() ? 1 : Math.pow(10, -nextInt(7)));
  }

  /** Returns a list of {@code min} to {@code max} elements; one in eight repeats one before it. */
  public <T> List<T> list(int min, int max, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int size = whole(min, max); size > 0; size--) {
      list.add(
          !list.isEmpty() && nextInt(EDGE) == 0 ? list.get(nextInt(list.size())) : element.get());
    }
    return list;
  }

  /** Returns a text of {@code min} to {@code max} of the characters. */
  public String text(int min, int max, String characters) {
    StringBuilder text = new StringBuilder();
    for (int length = whole(min, max); length > 0; length--) {
      text.append(characters.charAt(nextInt(characters.length())));
    }
    return text.toString();
  }

  /** Returns a text of {@code min} to {@code max} characters, each {@code from} to {@code to}. */
  public String text(int min, int max, char from, char to) {
    StringBuilder text = new StringBuilder();
    for (int length = whole(min, max); length > 0; length--) {
      text.append((char) whole(from, to));
    }
    return text.toString();
  }
}
