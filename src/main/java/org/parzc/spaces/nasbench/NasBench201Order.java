package org.parzc.spaces.nasbench;

/**
 * The order in which NAS-Bench-201 numbers its cells: the enumeration of the space, shuffled as Python's
 * {@code random.seed(88); random.shuffle(cells)} does. So it was published, and so tables and HW-NAS-Bench refer to
 * cells. Not thread-safe.
 */
final class NasBench201Order {
  private static final int SEED = 88;

  // The Mersenne twister of Matsumoto and Nishimura (1998), MT19937, seeded by an array of one number.
  private static final int WORDS = 624;
  private static final int SHIFT = 397;
  private final int[] state = new int[WORDS];
  private int next = WORDS;

  private NasBench201Order() {
    state[0] = 19_650_218;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1_812_433_253 * mixed(i - 1) + i;
    }
    int i = 1;
    for (int round = 0; round < WORDS; round++) {
      state[i] = (state[i] ^ mixed(i - 1) * 1_664_525) + SEED;
      i = following(i);
    }
    for (int round = 1; round < WORDS; round++) {
      state[i] = (state[i] ^ mixed(i - 1) * 1_566_083_941) - i;
      i = following(i);
    }
    state[0] = 1 << 31;
  }

  /** Returns the place in the enumeration of each of the first {@code size} cells of the benchmark. */
  static int[] places(int size) {
    NasBench201Order random = new NasBench201Order();
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = i;
    }
    for (int last = size - 1; last > 0; last--) {
      int other = random.below(last + 1);
      int moved = places[last];
      places[last] = places[other];
      places[other] = moved;
    }
    return places;
  }

  private int mixed(int i) {
    return state[i] ^ state[i] >>> 30;
  }

  /** Returns the next word to mix; word 0 takes over the last one when all have had their turn. */
  private int following(int i) {
    if (i + 1 < WORDS) {
      return i + 1;
    }
    state[0] = state[WORDS - 1];
    return 1;
  }

  /** Returns a number from 0 to {@code bound - 1}: the highest bits of a word, drawn again while they are too many. */
  private int below(int bound) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
    int drawn = word() >>> Integer.SIZE - bits;
    while (drawn >= bound) {
      drawn = word() >>> Integer.SIZE - bits;
    }
    return drawn;
  }

  private int word() {
    if (next == WORDS) {
      for (int i = 0; i < WORDS; i++) {
        int joined = state[i] & 1 << 31 | state[(i + 1) % WORDS] & Integer.MAX_VALUE;
        state[i] = state[(i + SHIFT) % WORDS] ^ joined >>> 1 ^ ((joined & 1) == 0 ? 0 : 0x9908b0df);
      }
      next = 0;
    }
    int word = state[next++];
    word ^= word >>> 11;
    word ^= word << 7 & 0x9d2c5680;
    word ^= word << 15 & 0xefc60000;
    return word ^ word >>> 18;
  }
}
