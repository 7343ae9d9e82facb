package org.parzc.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A train/test split for every label budget, as the order in which labels are asked for: a budget's
 * training set are the first so many, all others can be ranked. So the training sets of growing
 * budgets are nested.
 *
 * @param seed names the split, and fixes what is random in rankers on it
 * @param order the indices of all architectures, each once
 */
public record Split(long seed, int[] order) {
  /** Returns that many random splits with the seeds {@code seed}, {@code seed} + 1, … */
  public static List<Split> draw(int size, int count, long seed) {
    return LongStream.range(0, count)
        .mapToObj(i -> startingWith(new int[0], size, seed + i))
        .toList();
  }

  /**
   * Returns the split that starts with the given training set and goes on in the order that its
   * seed draws; if that order starts with the training set, it is the split that {@link #draw}
   * returns.
   *
   * @param training distinct indices below {@code size}
   * @param size number of architectures
   */
  public static Split startingWith(int[] training, int size, long seed) {
    boolean[] taken = new boolean[size];
    Arrays.stream(training).forEach(i -> taken[i] = true);
    return new Split(
        seed,
        IntStream.concat(
                Arrays.stream(training), Arrays.stream(shuffled(size, seed)).filter(i -> !taken[i]))
            .toArray());
  }

  private static int[] shuffled(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /**
   * Returns the indices that a budget trains on, in order.
   *
   * @throws IllegalArgumentException if there are not as many
   */
  public int[] training(int budget) {
    requireInside(budget);
    return Arrays.copyOf(order, budget);
  }

  /**
   * Returns the indices that a budget does not train on, in order.
   *
   * @throws IllegalArgumentException if there are not as many
   */
  public int[] others(int budget) {
    requireInside(budget);
    return Arrays.copyOfRange(order, budget, order.length);
  }

  private void requireInside(int budget) {
    if (budget < 0 || budget > order.length) {
      throw new IllegalArgumentException(
          "budget: found %d, expected 0 to %d".formatted(budget, order.length));
    }
  }
}
