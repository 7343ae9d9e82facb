package org.parzc.images;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Seeded orders of images. */
final class BalancedOrder {
  private BalancedOrder() {}

  /**
   * Returns the images in rounds over the classes. The classes take turns in one shuffled sequence,
   * the same in every round, so that any stretch holds each class equally often, up to one, while
   * every class has images left; which image of a class comes when is shuffled too.
   *
   * @param labels class of each image, from 0 to {@code classes - 1}
   */
  static int[] of(byte[] labels, int classes, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    List<int[]> members = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      int wanted = label;
      int[] images =
          IntStream.range(0, labels.length).filter(image -> labels[image] == wanted).toArray();
      shuffle(images, random);
      members.add(images);
    }
    int[] turns = IntStream.range(0, classes).toArray();
    shuffle(turns, random);
    int[] order = new int[labels.length];
    int filled = 0;
    for (int round = 0; filled < order.length; round++) {
      for (int label : turns) {
        if (round < members.get(label).length) {
          order[filled++] = members.get(label)[round];
        }
      }
    }
    return order;
  }

  static void shuffle(int[] values, RandomGenerator random) {
    for (int last = values.length - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      int value = values[last];
      values[last] = values[other];
      values[other] = value;
    }
  }
}
