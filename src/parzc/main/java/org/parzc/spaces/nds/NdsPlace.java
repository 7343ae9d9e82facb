package org.parzc.spaces.nds;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.parzc.blueprint.Slot;
import org.parzc.space.Skeleton;

/**
 * The place of one cell in an NDS network, and the slots in it.
 *
 * @param name unique, such as {@code stage1.cell2} or {@code reduction1}
 * @param group the name without the number of a repeated cell
 * @param reduction whether the cell halves the resolution and doubles the width
 * @param afterReduction whether the cell before it does
 */
record NdsPlace(String name, String group, boolean reduction, boolean afterReduction) {
  /** The fewest cells in a network, so that its two reductions are different cells. */
  static final int SMALLEST_DEPTH = 3;

  private static final String[] TERMS = {"first", "second"};

  /** Returns the number of cells that a skeleton stands for. */
  static int depth(Skeleton skeleton) {
    return 3 * skeleton.cellsPerStage() + 2;
  }

  /**
   * Returns the places of a network with that many cells, of which those at one and two thirds are
   * reductions.
   */
  static List<NdsPlace> all(int depth) {
    List<NdsPlace> places = new ArrayList<>();
    int stage = 1;
    int cell = 1;
    boolean afterReduction = false;
    for (int i = 0; i < depth; i++) {
      boolean reduction = i == depth / 3 || i == 2 * depth / 3;
      if (reduction) {
        String name = "reduction" + stage;
        places.add(new NdsPlace(name, name, true, afterReduction));
        stage++;
        cell = 1;
      } else {
        places.add(
            new NdsPlace(
                "stage%d.cell%d".formatted(stage, cell), "stage" + stage, false, afterReduction));
        cell++;
      }
      afterReduction = reduction;
    }
    return places;
  }

  /**
   * Returns the slots of the layers that bring the two inputs to the cell's width and resolution,
   * in order.
   */
  List<Slot> preprocessing() {
    List<String> older =
        afterReduction ? NdsOperation.Form.SKIP.parts : NdsOperation.Form.CONVOLUTION.parts;
    return Stream.concat(
            older.stream().map(part -> slot("input0." + part)),
            NdsOperation.Form.CONVOLUTION.parts.stream().map(part -> slot("input1." + part)))
        .toList();
  }

  /**
   * Returns the slot of one part of an operation: that of the first (0) or second (1) term of a
   * node.
   */
  Slot slot(int node, int term, String part) {
    return slot("node%d.%s.%s".formatted(node, TERMS[term], part));
  }

  private Slot slot(String inside) {
    return new Slot(name + "." + inside, group + "." + inside);
  }
}
