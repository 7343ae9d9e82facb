package org.parzc.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.parzc.Draws;
import org.parzc.Seeded;

class BalancedOrderTest {
  private static final int CLASSES = 10;

  @Seeded(tries = 200)
  void isAPermutation(Draws draws) {
    int present = draws.whole(1, CLASSES);
    byte[] labels = Bytes.toArray(draws.list(0, 200, () -> draws.nextInt(present)));
    long seed = draws.anyLong();
    int[] order = BalancedOrder.of(labels, CLASSES, seed);
    assertThat(IntStream.of(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, labels.length).toArray());
    assertThat(BalancedOrder.of(labels, CLASSES, seed)).isEqualTo(order);
  }

  @Seeded(tries = 200)
  void everyStretchHoldsEachClassEquallyOften(Draws draws) {
    byte[] labels = balanced(draws.whole(1, 12) * CLASSES);
    int[] order = BalancedOrder.of(labels, CLASSES, draws.anyLong());
    int start = draws.whole(0, order.length - 1);
    int[] count = new int[CLASSES];
    for (int image :
        Arrays.copyOfRange(order, start, Math.min(order.length, start + draws.whole(1, 40)))) {
      count[labels[image]]++;
    }
    assertThat(IntStream.of(count).max().orElseThrow() - IntStream.of(count).min().orElseThrow())
        .isLessThanOrEqualTo(1);
  }

  @Seeded(tries = 50)
  void aRareClassComesAtOnce(Draws draws) {
    byte rare = (byte) draws.whole(0, CLASSES - 1);
    byte[] labels = new byte[50];
    Arrays.fill(labels, (byte) ((rare + 1) % CLASSES));
    labels[33] = rare;
    assertThat(Arrays.copyOf(BalancedOrder.of(labels, CLASSES, draws.anyLong()), 2)).contains(33);
  }

  private static byte[] balanced(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % CLASSES);
    }
    return labels;
  }
}
