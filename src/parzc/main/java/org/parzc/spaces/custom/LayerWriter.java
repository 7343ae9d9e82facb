package org.parzc.spaces.custom;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Slot;

/** Adds lists of layers to a network. Used by one thread. */
final class LayerWriter {
  private final Blueprint.Builder network;
  private final Setting setting;
  private final Function<String, Slot> slots;

  /**
   * @param slots the slot of each name in the lists
   */
  LayerWriter(Blueprint.Builder network, Setting setting, Function<String, Slot> slots) {
    this.network = network;
    this.setting = setting;
    this.slots = slots;
  }

  /**
   * Adds layers, each of which reads the one before it, and returns the vertex of the last.
   *
   * <p>A ReLU belongs to the weighted layers that read it, directly or from some of its rows and
   * columns; if there are none, to the weighted layer that it follows, directly or after a
   * normalisation.
   *
   * @throws InputException if a layer does not fit its input
   */
  int write(List<CustomLayer> layers, int input) {
    return write(layers, input, OptionalInt.empty());
  }

  private int write(List<CustomLayer> layers, int input, OptionalInt relu) {
    int x = input;
    OptionalInt read = relu;
    OptionalInt unactivated = OptionalInt.empty();
    for (int i = 0; i < layers.size(); i++) {
      CustomLayer layer = layers.get(i);
      int before = x;
      x = add(layer, before, read);
      if (isRelu(layer) && startsWithWeight(layers.subList(i + 1, layers.size()))) {
        read = OptionalInt.of(x);
      } else {
        if (isRelu(layer) && unactivated.isPresent()) {
          network.activation(unactivated.getAsInt(), x);
        }
        if (layer instanceof CustomLayer.Weighted) {
          unactivated = read.isPresent() ? OptionalInt.empty() : OptionalInt.of(x);
        } else if (!(layer instanceof CustomLayer.Norm)) {
          unactivated = OptionalInt.empty();
        }
        read = layer instanceof CustomLayer.Sample ? read : OptionalInt.empty();
      }
    }
    return x;
  }

  private static boolean isRelu(CustomLayer layer) {
    return layer instanceof CustomLayer.Plain plain && plain.layer() instanceof Layer.Relu;
  }

  private static boolean startsWithWeight(List<CustomLayer> layers) {
    if (layers.isEmpty()) {
      return false;
    }
    CustomLayer first = layers.get(0);
    return first instanceof CustomLayer.Weighted
        || first instanceof CustomLayer.Sample && startsWithWeight(layers.subList(1, layers.size()))
        || first instanceof CustomLayer.Join join
            && join.branches().stream().anyMatch(LayerWriter::startsWithWeight);
  }

  private int add(CustomLayer layer, int input, OptionalInt relu) {
    try {
      if (layer instanceof CustomLayer.Weighted weighted) {
        return network.add(
            weighted.on(network.shape(input), setting), input, slots.apply(weighted.slot()), relu);
      }
      if (layer instanceof CustomLayer.Join join) {
        return network.add(
            join.layer(),
            join.branches().stream()
                .map(branch -> write(branch, input, relu))
                .toArray(Integer[]::new));
      }
      return ((CustomLayer.Unweighted) layer).add(network, input, setting);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw layer.place().wrong(e.getMessage());
    }
  }
}
