package org.parzc.extraction;

import java.util.List;
import java.util.Random;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Initialisation;
import org.parzc.network.Tensors;
import org.parzc.passes.Minibatch;
import org.parzc.passes.PassInputs;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;

/** Small cells, settings and inputs that several tests share. */
public final class Cells {
  public static final NasBench201 SPACE = new NasBench201();
  static final Shape IMAGE = new Shape(3, 8, 8);
  public static final Skeleton SKELETON = new Skeleton(4, 1, 3, IMAGE);

  /** Every operation but none; all edges live. */
  public static final Architecture MIXED =
      SPACE.parse(
          "|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|");

  /** Edge 0->1 ends in position 1, which nothing reads. */
  static final Architecture WITH_DEAD_EDGE =
      SPACE.parse("|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|none~0|none~1|nor_conv_3x3~2|");

  /** Nothing reaches the output. */
  static final Architecture DISCONNECTED =
      SPACE.parse("|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|none~0|none~1|none~2|");

  private Cells() {}

  /** Returns settings on random images. */
  static ExtractionSettings settings(
      ElementType precision, List<Statistic> statistics, List<NetworkProxy> proxies) {
    return new ExtractionSettings(
        SPACE,
        SKELETON,
        new Minibatches(ImageSources.parse("normal", 1, IMAGE, SKELETON.classes()), 6, 2),
        1,
        precision,
        statistics,
        proxies);
  }

  /** Returns settings on random images for everything there is. */
  static ExtractionSettings everything(ElementType precision) {
    return settings(precision, Statistics.nodeWise(), Statistics.networkLevel());
  }

  /** Returns He-normal float64 weights from Java's generator, times a factor. */
  public static Initialisation weights(double factor) {
    return (node, layer, index) -> {
      double scale = factor * Math.sqrt(2.0 / layer.fanIn());
      Random random = new Random(100 + index);
      double[] values =
          random.doubles(layer.weights()).map(u -> scale * random.nextGaussian()).toArray();
      return Tensors.of(values, layer.weightShape());
    };
  }

  /** Returns a minibatch of random float64 images. */
  public static Minibatch minibatch(int images, long seed) {
    Random random = new Random(seed);
    int[] labels = random.ints(images, 0, SKELETON.classes()).toArray();
    double[] pixels = random.doubles(images * IMAGE.elements(), -2, 2).toArray();
    return new Minibatch(
        Tensors.of(pixels, images, IMAGE.channels(), IMAGE.height(), IMAGE.width()),
        Tensors.of(labels),
        labels);
  }

  /** Returns float64 inputs of all passes. */
  public static PassInputs inputs(Initialisation weights) {
    Initialisation absolute = (node, layer, index) -> weights.weight(node, layer, index).abs();
    return new PassInputs(
        ElementType.FLOAT64,
        weights,
        absolute,
        weights,
        List.of(minibatch(6, 1), minibatch(6, 2)),
        minibatch(6, 3).images(),
        PassInputs.ones(IMAGE));
  }
}
