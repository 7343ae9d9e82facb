package org.parzc.spaces.custom;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Extent;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Shape;

/** One layer of a definition, its numbers still relative to the place where it will stand. */
sealed interface CustomLayer {
  /** Returns where it is written. */
  Place place();

  /** Returns the names of the slots in a list of layers, in their order. */
  static Stream<String> slots(List<CustomLayer> layers) {
    return layers.stream()
        .flatMap(
            layer ->
                layer instanceof Weighted weighted
                    ? Stream.of(weighted.slot())
                    : layer instanceof Join join
                        ? join.branches().stream().flatMap(CustomLayer::slots)
                        : Stream.empty());
  }

  /** A layer that becomes a node. */
  sealed interface Weighted extends CustomLayer permits Conv, Classifier {
    /**
     * Returns what its slot is called within the list of layers; empty for the only one without a
     * name.
     */
    String slot();

    /** Returns the layer on an input of the given shape. */
    Layer.Weighted on(Shape input, Setting setting);
  }

  /** A layer without weights that reads one vertex. */
  sealed interface Unweighted extends CustomLayer
      permits Plain, Norm, Identity, Zero, Pool, Sample {
    /** Adds the layer, and returns the vertex of its result. */
    int add(Blueprint.Builder network, int input, Setting setting);
  }

  /** A square window, and how it moves. */
  record Window(int kernel, Stride stride, int padding, int dilation) {}

  /**
   * A convolution; without padding in the definition, as much as keeps the resolution at stride 1.
   */
  record Conv(
      Place place,
      String slot,
      Window window,
      ChannelCount groups,
      ChannelCount channels,
      boolean bias)
      implements Weighted {
    @Override
    public Layer.Weighted on(Shape input, Setting setting) {
      requireRoom(input, window.dilation() * (window.kernel() - 1) + 1, window.padding());
      return new Convolution(
          input.channels(),
          channels.in(setting),
          Extent.square(window.kernel()),
          Extent.square(window.stride().in(setting)),
          Extent.square(window.padding()),
          window.dilation(),
          groups.in(setting),
          bias);
    }
  }

  /** The linear layer with an output for each class. */
  record Classifier(Place place, String slot) implements Weighted {
    @Override
    public Layer.Weighted on(Shape input, Setting setting) {
      return new Linear(Math.toIntExact(input.elements()), setting.classes(), true);
    }
  }

  /** A layer that is the same everywhere. */
  record Plain(Place place, Layer layer) implements Unweighted {
    @Override
    public int add(Blueprint.Builder network, int input, Setting setting) {
      return network.add(layer, input);
    }
  }

  /** Batch normalisation. */
  record Norm(Place place) implements Unweighted {
    @Override
    public int add(Blueprint.Builder network, int input, Setting setting) {
      return network.add(new Layer.BatchNorm(network.shape(input).channels()), input);
    }
  }

  /** No layer at all. */
  record Identity(Place place) implements Unweighted {
    @Override
    public int add(Blueprint.Builder network, int input, Setting setting) {
      return input;
    }
  }

  /** Zeros of the shape that the place is to give. */
  record Zero(Place place) implements Unweighted {
    @Override
    public int add(Blueprint.Builder network, int input, Setting setting) {
      int x =
          setting.stride() == 1
              ? input
              : network.add(new Layer.Subsample(setting.stride(), 0), input);
      if (setting.in() < setting.out()) {
        int copies = (setting.out() + setting.in() - 1) / setting.in();
        x =
            network.add(
                new Layer.Concatenation(), Collections.nCopies(copies, x).toArray(Integer[]::new));
      }
      if (network.shape(x).channels() > setting.out()) {
        x = network.add(new Layer.Truncation(setting.out()), x);
      }
      // Last, so that a sum can see that it is zero.
      return network.add(new Layer.Zero(), x);
    }
  }

  /** A pool. */
  record Pool(Place place, boolean max, int kernel, Stride stride, int padding)
      implements Unweighted {
    @Override
    public int add(Blueprint.Builder network, int input, Setting setting) {
      requireRoom(network.shape(input), kernel, padding);
      return network.add(
          max
              ? new Layer.MaxPool(kernel, stride.in(setting), padding)
              : new Layer.AveragePool(kernel, stride.in(setting), padding),
          input);
    }
  }

  /** Rows and columns at equal distances. */
  record Sample(Place place, Stride stride, int offset) implements Unweighted {
    @Override
    public int add(Blueprint.Builder network, int input, Setting setting) {
      requireRoom(network.shape(input), offset + 1, 0);
      return network.add(new Layer.Subsample(stride.in(setting), offset), input);
    }
  }

  /** Lists of layers that read the same input, and what makes one result of theirs. */
  record Join(Place place, Layer layer, List<List<CustomLayer>> branches) implements CustomLayer {}

  /**
   * @throws InputException if a window does not fit into the input
   */
  default void requireRoom(Shape input, int window, int padding) {
    if (window > Math.min(input.height(), input.width()) + 2 * padding) {
      throw place()
          .wrong(
              "a window of %d is larger than its input %s with padding %d"
                  .formatted(window, input, padding));
    }
  }
}
