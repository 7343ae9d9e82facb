package org.parzc.spaces.nasbench;

import com.google.common.primitives.Ints;
import java.util.Collections;
import java.util.stream.IntStream;
import org.hipparchus.random.MersenneTwister;

/**
 * The order in which NAS-Bench-201 numbers its cells: the enumeration of the space, shuffled as
 * Python's {@code random.seed(88); random.shuffle(cells)} does. So it was published, and so tables
 * and HW-NAS-Bench refer to cells.
 */
final class NasBench201Order {
  private static final int[] SEED = {88};

  private NasBench201Order() {}

  /**
   * Returns the place in the enumeration of each of the first {@code size} cells of the benchmark.
   */
  static int[] places(int size) {
    MersenneTwister random = new MersenneTwister(SEED);
    int[] places = IntStream.range(0, size).toArray();
    for (int last = size - 1; last > 0; last--) {
      Collections.swap(Ints.asList(places), last, below(random, last + 1));
    }
    return places;
  }

  /**
   * Returns a number below a bound as Python does: the highest bits of a word, drawn again while
   * they are too many.
   */
  private static int below(MersenneTwister random, int bound) {
    int unused = Integer.numberOfLeadingZeros(bound);
    int drawn = random.nextInt() >>> unused;
    while (drawn >= bound) {
      drawn = random.nextInt() >>> unused;
    }
    return drawn;
  }
}
