package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BalancedOrderTest {
  private static final int CLASSES = 10;

  @Property(tries = 200)
  void isAPermutation(@ForAll @Size(max = 200) byte[] random, @ForAll long seed) {
    byte[] labels = classes(random);
    int[] order = BalancedOrder.of(labels, CLASSES, seed);
    assertThat(IntStream.of(order).sorted().toArray()).isEqualTo(IntStream.range(0, labels.length).toArray());
    assertThat(BalancedOrder.of(labels, CLASSES, seed)).isEqualTo(order);
  }

  @Property(tries = 200)
  void everyStretchHoldsEachClassEquallyOften(@ForAll @IntRange(min = 1, max = 12) int perClass, @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int size, @ForAll @IntRange(max = 100) int from) {
    byte[] labels = classes(bytes(perClass * CLASSES));
    int[] order = BalancedOrder.of(labels, CLASSES, seed);
    int start = Math.min(from, order.length - 1);
    int[] count = new int[CLASSES];
    for (int image : Arrays.copyOfRange(order, start, Math.min(order.length, start + size))) {
      count[labels[image]]++;
    }
    assertThat(IntStream.of(count).max().orElseThrow() - IntStream.of(count).min().orElseThrow())
        .isLessThanOrEqualTo(1);
  }

  @Property(tries = 50)
  void aRareClassComesAtOnce(@ForAll @ByteRange(min = 0, max = 9) byte rare, @ForAll long seed) {
    byte[] labels = new byte[50];
    Arrays.fill(labels, (byte) ((rare + 1) % CLASSES));
    labels[33] = rare;
    assertThat(Arrays.copyOf(BalancedOrder.of(labels, CLASSES, seed), 2)).contains(33);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i % CLASSES);
    }
    return bytes;
  }

  private static byte[] classes(byte[] random) {
    byte[] labels = new byte[random.length];
    for (int i = 0; i < random.length; i++) {
      labels[i] = (byte) Math.floorMod(random[i], CLASSES);
    }
    return labels;
  }
}
