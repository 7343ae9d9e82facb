package org.parzc.spaces.nasbench;

import java.util.ArrayList;
import java.util.List;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Layer.Add;
import org.parzc.blueprint.Layer.Concatenation;
import org.parzc.blueprint.Layer.MaxPool;
import org.parzc.blueprint.Layer.Truncation;
import org.parzc.blueprint.Slot;

/**
 * One place of the cell in the network of {@link NasBench101}: what is written there.
 *
 * @param stack number of the stack, from 1
 * @param module number of the module in its stack, from 1
 */
record NasBench101Module(int stack, int module) {
  /**
   * Returns the slots that a cell may fill: the operations of its vertices, then the projections of
   * its input.
   */
  List<Slot> slots() {
    List<Slot> slots = new ArrayList<>();
    for (int vertex = 1; vertex < NasBench101.MOST_VERTICES - 1; vertex++) {
      slots.add(operation(vertex));
    }
    for (int vertex = 1; vertex < NasBench101.MOST_VERTICES - 1; vertex++) {
      slots.add(projection(vertex));
    }
    slots.add(outputProjection());
    return slots;
  }

  private Slot operation(int vertex) {
    return slot("vertex%d.operation".formatted(vertex));
  }

  private Slot projection(int vertex) {
    return slot("vertex%d.projection".formatted(vertex));
  }

  private Slot outputProjection() {
    return slot("output.projection");
  }

  private Slot slot(String place) {
    return new Slot(
        "stack%d.module%d.%s".formatted(stack, module, place),
        "stack%d.%s".formatted(stack, place));
  }

  /**
   * Adds the layers of a cell.
   *
   * @param cell a pruned cell
   * @param input vertex of the module's input
   * @param channels channels of the module's output
   * @return vertex of the module's output
   */
  int write(Blueprint.Builder network, NasBench101Graph cell, int input, int channels) {
    network.cell("stack%d.module%d".formatted(stack, module));
    int[] widths = widths(cell, channels);
    int[] values = new int[cell.vertices()];
    for (int vertex = 1; vertex < cell.output(); vertex++) {
      List<Integer> terms = new ArrayList<>();
      for (int source : interior(cell.sources(vertex))) {
        terms.add(
            widths[source] == widths[vertex]
                ? values[source]
                : network.add(new Truncation(widths[vertex]), values[source]));
      }
      if (cell.edge(0, vertex)) {
        terms.add(projection(network, input, widths[vertex], projection(vertex)));
      }
      values[vertex] =
          operation(
              network,
              sum(network, terms),
              widths[vertex],
              cell.operation(vertex),
              operation(vertex));
    }
    int output = output(network, cell, input, channels, values);
    network.cell("");
    return output;
  }

  private int output(
      Blueprint.Builder network, NasBench101Graph cell, int input, int channels, int[] values) {
    List<Integer> parts =
        interior(cell.sources(cell.output())).stream().map(source -> values[source]).toList();
    List<Integer> terms = new ArrayList<>();
    if (!parts.isEmpty()) {
      terms.add(
          parts.size() == 1
              ? parts.get(0)
              : network.add(new Concatenation(), parts.toArray(Integer[]::new)));
    }
    if (cell.edge(0, cell.output())) {
      terms.add(projection(network, input, channels, outputProjection()));
    }
    return sum(network, terms);
  }

  private static int sum(Blueprint.Builder network, List<Integer> terms) {
    return terms.size() == 1 ? terms.get(0) : network.add(new Add(), terms.toArray(Integer[]::new));
  }

  private static int projection(Blueprint.Builder network, int input, int channels, Slot slot) {
    return NasBench101Cell.convBnRelu(
        network,
        input,
        new Convolution(network.shape(input).channels(), channels, 1, 1, 0, false),
        slot);
  }

  private static int operation(
      Blueprint.Builder network,
      int input,
      int channels,
      NasBench101.Operation operation,
      Slot slot) {
    return switch (operation) {
      case CONV_3X3 ->
          NasBench101Cell.convBnRelu(
              network, input, new Convolution(channels, channels, 3, 1, 1, false), slot);
      case CONV_1X1 ->
          NasBench101Cell.convBnRelu(
              network, input, new Convolution(channels, channels, 1, 1, 0, false), slot);
      case MAX_POOL_3X3 -> network.add(new MaxPool(3, 1, 1), input);
    };
  }

  /**
   * Returns the channels of every vertex between input and output: those before the output share
   * its channels, the first of them one more each if the division leaves a rest; the others have as
   * many as the widest they lead to.
   */
  private static int[] widths(NasBench101Graph cell, int channels) {
    int[] widths = new int[cell.vertices()];
    List<Integer> last = interior(cell.sources(cell.output()));
    for (int i = 0; i < last.size(); i++) {
      widths[last.get(i)] = channels / last.size() + (i < channels % last.size() ? 1 : 0);
    }
    for (int vertex = cell.output() - 1; vertex > 0; vertex--) {
      if (!cell.edge(vertex, cell.output())) {
        for (int target = vertex + 1; target < cell.output(); target++) {
          widths[vertex] = Math.max(widths[vertex], cell.edge(vertex, target) ? widths[target] : 0);
        }
      }
    }
    return widths;
  }

  private static List<Integer> interior(List<Integer> sources) {
    return sources.stream().filter(source -> source > 0).toList();
  }
}
