package org.parzc.spaces.transformer;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Slot;
import org.parzc.blueprint.TokenLayer;

/**
 * A transformer block that normalises first: attention and a feed-forward network of two layers,
 * each added to what comes in.
 *
 * @param attention features of the queries, keys and values each, a multiple of {@code heads}
 * @param heads heads of the attention
 * @param hidden features between the two layers of the feed-forward network
 */
record TransformerBlock(int attention, int heads, int hidden) {

  /** Returns the slots of a block's layers, in node order. */
  static List<Slot> slots(String name, String group) {
    return Stream.of("qkv", "projection", "fc1", "fc2")
        .map(part -> new Slot(name + "." + part, group + "." + part))
        .toList();
  }

  /**
   * Writes the block into a network.
   *
   * @param input vertex of the tokens it reads
   * @param slots as {@link #slots} gives them
   * @return the vertex of the tokens it writes
   */
  int write(Blueprint.Builder network, int input, List<Slot> slots) {
    int features = network.shape(input).channels();
    int x = network.add(new TokenLayer.LayerNorm(features), input);
    x =
        network.add(
            new TokenLayer.Attention(attention, heads),
            linear(network, x, 3 * attention, slots.get(0)));
    int attended = network.add(new Layer.Add(), input, linear(network, x, features, slots.get(1)));
    x = network.add(new TokenLayer.LayerNorm(features), attended);
    x = network.add(new Layer.Gelu(), linear(network, x, hidden, slots.get(2)));
    return network.add(new Layer.Add(), attended, linear(network, x, features, slots.get(3)));
  }

  /** Adds a linear layer with bias on each token. */
  static int linear(Blueprint.Builder network, int input, int out, Slot slot) {
    return network.add(
        new Linear(network.shape(input).channels(), out, true), input, slot, OptionalInt.empty());
  }
}
