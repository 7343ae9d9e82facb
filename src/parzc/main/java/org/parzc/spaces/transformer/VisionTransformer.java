package org.parzc.spaces.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer.GlobalAveragePool;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.TextScanner;

/** A vision transformer as an architecture of a {@link VisionTransformerSpace}. */
sealed interface VisionTransformer extends Architecture
    permits AutoFormerArchitecture, PitArchitecture {
  /** Separates the values of blocks, or of stages, in a text. */
  String BLANK = " ";

  /** The slot of the linear head. */
  Slot HEAD = Slot.single("head");

  /**
   * {@inheritDoc} Here: the text, since two different ones compute different families of functions.
   */
  @Override
  default String canonicalForm() {
    return text();
  }

  /** Returns the values of blocks, or of stages, as a text has them. */
  static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(BLANK));
  }

  /** Returns the choices but for the architecture's own. */
  static <T> List<T> others(List<T> choices, T own) {
    return choices.stream().filter(choice -> !choice.equals(own)).toList();
  }

  /** Returns the list with another value at a position, or with a value more at the end. */
  static <T> List<T> with(List<T> values, int position, T value) {
    List<T> changed = new ArrayList<>(values.subList(0, position));
    changed.add(value);
    if (position < values.size()) {
      changed.addAll(values.subList(position + 1, values.size()));
    }
    return changed;
  }

  /** Ends a network with the mean over its tokens and the linear head. */
  static Blueprint classified(Blueprint.Builder network, int tokens, int classes) {
    int mean = network.add(new GlobalAveragePool(), tokens);
    return network.build(
        network.add(
            new Linear(network.shape(tokens).channels(), classes, true),
            mean,
            HEAD,
            OptionalInt.empty()));
  }

  /** Returns all slots of a network in node order, from those of its blocks. */
  static List<Slot> withEnds(List<Slot> blocks) {
    List<Slot> slots = new ArrayList<>(List.of(Patches.EMBEDDING));
    slots.addAll(blocks);
    slots.add(HEAD);
    return List.copyOf(slots);
  }

  /**
   * Reads one value for each block or stage.
   *
   * @param choices of one, given those before it
   * @param stops characters that end a value
   * @param what names one, numbered from 1, in messages
   */
  static <T> List<T> values(
      TextScanner scanner,
      int count,
      Function<List<T>, List<T>> choices,
      String stops,
      IntFunction<String> what) {
    List<T> values = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      if (number > 1) {
        scanner.expect(BLANK);
      }
      values.add(scanner.choice(choices.apply(values), stops, what.apply(number)));
    }
    return values;
  }
}
