package org.parzc.spaces.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The choices of one of AutoFormer's three supernets (Chen et al., ICCV 2021). No hidden size is in
 * two of them.
 */
enum AutoFormerSupernet {
  /**
   * In its published networks the heads share the hidden size, or have 64 features each if search
   * changes the width of queries, keys and values. It is the former here, as in the networks that
   * its benchmarks of proxies train.
   */
  TINY(List.of(192, 216, 240), 12, 14, List.of(3.5, 4.0), 3, 4, OptionalInt.empty()),
  SMALL(List.of(320, 384, 448), 12, 14, List.of(3.0, 3.5, 4.0), 5, 7, OptionalInt.of(64)),
  BASE(List.of(528, 576, 624), 14, 16, List.of(3.0, 3.5, 4.0), 9, 10, OptionalInt.of(64));

  final List<Integer> hiddenSizes;
  final List<Integer> depths;
  final List<Double> mlpRatios;
  final List<Integer> heads;
  private final OptionalInt headWidth;

  AutoFormerSupernet(
      List<Integer> hiddenSizes,
      int shallowest,
      int deepest,
      List<Double> mlpRatios,
      int fewestHeads,
      int mostHeads,
      OptionalInt headWidth) {
    this.hiddenSizes = hiddenSizes;
    this.depths = IntStream.rangeClosed(shallowest, deepest).boxed().toList();
    this.mlpRatios = mlpRatios;
    this.heads = IntStream.rangeClosed(fewestHeads, mostHeads).boxed().toList();
    this.headWidth = headWidth;
  }

  /** Returns the supernet with that hidden size among its choices. */
  static AutoFormerSupernet of(int hiddenSize) {
    return Arrays.stream(values())
        .filter(one -> one.hiddenSizes.contains(hiddenSize))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the largest number of blocks over all supernets. */
  static int deepest() {
    return Arrays.stream(values())
        .flatMap(one -> one.depths.stream())
        .mapToInt(depth -> depth)
        .max()
        .orElseThrow();
  }

  /** Returns the features of queries, keys and values each. */
  int attention(int hiddenSize, int headCount) {
    return headWidth.isPresent() ? headCount * headWidth.getAsInt() : hiddenSize;
  }
}
