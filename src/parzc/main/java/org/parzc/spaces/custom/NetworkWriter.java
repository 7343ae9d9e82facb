package org.parzc.spaces.custom;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.space.EdgeCell;
import org.parzc.space.Skeleton;

/**
 * Writes one network of a definition, and the slots that any network of it may have. Used by one
 * thread.
 */
final class NetworkWriter {
  /** Larger networks would not run, and a short file must not fill the memory. */
  private static final int MOST_VERTICES = 100_000;

  private final Definition definition;
  private final Skeleton skeleton;
  private final Blueprint.Builder network;
  private final Set<Slot> slots = new LinkedHashSet<>();

  NetworkWriter(Definition definition, Skeleton skeleton) {
    this.definition = definition;
    this.skeleton = skeleton;
    network = Blueprint.builder(skeleton.input());
  }

  /**
   * Returns the network with the cell in every stage, its nodes in the order of their slots.
   *
   * @throws InputException if layers do not fit together with this skeleton
   */
  Blueprint write(EdgeCell<CustomOperation> cell) {
    int x = network.input();
    for (Part part : definition.network()) {
      x = part instanceof Part.Block block ? block(block, x) : stage((Part.Stage) part, cell, x);
    }
    Shape logits = new Shape(skeleton.classes(), 1, 1);
    if (!network.shape(x).equals(logits)) {
      throw last()
          .wrong(
              "the network gives %s, expected %s: one value for each class"
                  .formatted(network.shape(x), logits));
    }
    return network.build(x, List.copyOf(slots));
  }

  /** Returns every slot that a network with this skeleton may have, once {@link #write} is done. */
  List<Slot> slots() {
    return List.copyOf(slots);
  }

  private Place last() {
    return definition.network().get(definition.network().size() - 1).place();
  }

  private int block(Part.Block block, int input) {
    int channels = network.shape(input).channels();
    Function<String, Slot> names =
        slot -> Slot.single(slot.isEmpty() ? block.name() : block.name() + "." + slot);
    CustomLayer.slots(block.layers()).map(names).forEach(slots::add);
    return new LayerWriter(
            network,
            new Setting(channels, channels, 1, skeleton.channels(), skeleton.classes()),
            names)
        .write(block.layers(), input);
  }

  private int stage(Part.Stage stage, EdgeCell<CustomOperation> cell, int input) {
    int x = input;
    int in = network.shape(input).channels();
    int out = stage.channels().in(new Setting(in, in, 1, skeleton.channels(), skeleton.classes()));
    for (int repeat = 1; repeat <= stage.cells().orElse(skeleton.cellsPerStage()); repeat++) {
      String name = stage.name() + ".cell" + repeat;
      Setting first =
          repeat == 1
              ? new Setting(in, out, stage.stride(), skeleton.channels(), skeleton.classes())
              : same(out);
      network.cell(name);
      x =
          cell.write(
              network,
              x,
              (edge, operation, source) ->
                  edge(
                      stage,
                      edge,
                      operation,
                      source,
                      edge.source() == 0 ? first : same(out),
                      new Slot(name, first.isReduction() ? name : stage.name())));
      network.cell("");
    }
    return x;
  }

  private Setting same(int channels) {
    return new Setting(channels, channels, 1, skeleton.channels(), skeleton.classes());
  }

  private int edge(
      Part.Stage stage,
      EdgeCell.Edge edge,
      CustomOperation operation,
      int input,
      Setting setting,
      Slot cell) {
    Function<String, Slot> names =
        slot -> {
          String inside = slot.isEmpty() ? "." + edge : "." + edge + "." + slot;
          return new Slot(cell.name() + inside, cell.group() + inside);
        };
    for (CustomOperation any : definition.cell().operations()) {
      CustomLayer.slots(any.in(setting)).map(names).forEach(slots::add);
    }
    int output = new LayerWriter(network, setting, names).write(operation.in(setting), input);
    Shape from = network.shape(input);
    Shape expected =
        new Shape(
            setting.out(),
            (from.height() - 1) / setting.stride() + 1,
            (from.width() - 1) / setting.stride() + 1);
    if (!network.shape(output).equals(expected)) {
      throw operation
          .place()
          .wrong(
              "operation %s gives %s on edge %s of %s, which reads %s; expected %s"
                  .formatted(
                      operation.text(), network.shape(output), edge, cell.name(), from, expected));
    }
    if (output > MOST_VERTICES) {
      throw stage.place().wrong("the network has more than %d layers".formatted(MOST_VERTICES));
    }
    return output;
  }
}
