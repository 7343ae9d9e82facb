package org.parzc.benchmarks;

import java.util.List;
import java.util.SplittableRandom;
import org.parzc.blueprint.Blueprint;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;

/** Cells of NAS-Bench-201 from the cheapest connected one to the most expensive. */
public enum Cell {
  /** Nothing but skip connections: 8 weighted layers. */
  LIGHT(
      "|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|"),
  /**
   * One convolution of each kind, about the median of the space in multiply-adds: 38 weighted
   * layers.
   */
  TYPICAL("|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|"),
  /** Six 3×3 convolutions: 98 weighted layers. */
  HEAVY(
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|");

  static final NasBench201 SPACE = new NasBench201();

  private final Architecture architecture;

  Cell(String text) {
    architecture = new NasBench201().parse(text);
  }

  Architecture architecture() {
    return architecture;
  }

  /** Returns the network that is measured for an architecture. */
  static Blueprint blueprint(Architecture architecture) {
    return architecture.representative().blueprint(SPACE.defaultSkeleton());
  }

  /** Returns that many cells drawn from the whole space, the same ones every time. */
  static List<Architecture> drawn(int count) {
    return new SplittableRandom(201).longs(count, 0, SPACE.size()).mapToObj(SPACE::at).toList();
  }
}
