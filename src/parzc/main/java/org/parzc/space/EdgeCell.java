package org.parzc.space;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;

/**
 * A cell with an operation on each edge: position 0 is its input, every later position the sum of
 * the edges that lead to it, and the last one its output. Immutable and thread-safe if the
 * operations are.
 *
 * @param <O> the operations
 */
public final class EdgeCell<O extends EdgeCell.Operation> {

  /**
   * An edge between two positions.
   *
   * @param source position read, from 0
   * @param target position written, after the source
   */
  public record Edge(int source, int target) {
    /** Returns both ends with an arrow, such as {@code 0->1}. */
    @Override
    public String toString() {
      return source + "->" + target;
    }
  }

  /** What an edge computes. */
  public interface Operation {
    /** Returns its name. */
    String text();

    /** Returns whether the edge carries nothing. */
    boolean isZero();

    /**
     * Returns whether, on an edge from that position, the edge hands on what it reads in every cell
     * of a network.
     */
    boolean isIdentity(int source);
  }

  /** Adds the layers of edges to a network. */
  @FunctionalInterface
  public interface EdgeWriter<O> {
    /** Adds an edge that reads a vertex, and returns the vertex of its result. */
    int write(Edge edge, O operation, int input);
  }

  private final List<Edge> edges;
  private final List<O> operations;
  private final int output;

  /**
   * @param edges at least one to every position but the first, each pair of positions once
   * @param operations one for each edge
   */
  public EdgeCell(List<Edge> edges, List<O> operations) {
    this.edges = List.copyOf(edges);
    this.operations = List.copyOf(operations);
    output = edges.stream().mapToInt(Edge::target).max().orElseThrow();
  }

  /**
   * Returns the operations whose numbers are the digits of {@code index}, the first edge the most
   * significant.
   */
  public static <O> List<O> digits(long index, List<O> choices, int edges) {
    List<O> operations = new ArrayList<>(Collections.nCopies(edges, choices.get(0)));
    long rest = index;
    for (int edge = edges - 1; edge >= 0; edge--) {
      operations.set(edge, choices.get((int) (rest % choices.size())));
      rest /= choices.size();
    }
    return operations;
  }

  /** Returns the operations in the order of their edges. */
  public List<O> operations() {
    return operations;
  }

  /**
   * Returns the output as a sum of terms in the cell's input x, in a form that does not depend on
   * the numbers of positions. Terms that are zero are dropped, a skipped sum is spliced into the
   * sum it feeds, and the terms of each sum are sorted.
   */
  public String canonicalForm() {
    return sum(terms(output));
  }

  private List<String> terms(int position) {
    if (position == 0) {
      return List.of("x");
    }
    List<String> terms = new ArrayList<>();
    for (int e = 0; e < edges.size(); e++) {
      Edge edge = edges.get(e);
      O operation = operations.get(e);
      if (edge.target() == position && !operation.isZero()) {
        List<String> inner = terms(edge.source());
        if (operation.isIdentity(edge.source())) {
          terms.addAll(inner);
        } else if (!inner.isEmpty()) {
          terms.add(operation.text() + "(" + sum(inner) + ")");
        }
      }
    }
    return terms;
  }

  private static String sum(List<String> terms) {
    return terms.isEmpty() ? "0" : String.join("+", terms.stream().sorted().toList());
  }

  /**
   * Returns the operations of every cell that differs on one edge: edge by edge, choice by choice.
   */
  public List<List<O>> neighbours(List<O> choices) {
    List<List<O>> neighbours = new ArrayList<>();
    for (int edge = 0; edge < edges.size(); edge++) {
      for (O operation : choices) {
        List<O> changed = new ArrayList<>(operations);
        if (changed.set(edge, operation) != operation) {
          neighbours.add(changed);
        }
      }
    }
    return neighbours;
  }

  /**
   * Adds the cell to a network, position by position.
   *
   * @param input vertex that the cell reads
   * @return vertex of the output
   */
  public int write(Blueprint.Builder network, int input, EdgeWriter<O> writer) {
    int[] positions = new int[output + 1];
    positions[0] = input;
    for (int target = 1; target <= output; target++) {
      List<Integer> terms = new ArrayList<>();
      for (int e = 0; e < edges.size(); e++) {
        Edge edge = edges.get(e);
        if (edge.target() == target) {
          terms.add(writer.write(edge, operations.get(e), positions[edge.source()]));
        }
      }
      positions[target] = network.add(new Layer.Add(), terms.toArray(Integer[]::new));
    }
    return positions[output];
  }

  /**
   * Returns the operations with that one on every edge that does not carry the cell's input to its
   * output.
   */
  public List<O> withDeadEdges(O replacement) {
    BitSet live = live();
    return IntStream.range(0, edges.size())
        .mapToObj(e -> live.get(e) ? operations.get(e) : replacement)
        .toList();
  }

  /** Returns which edges carry something of the cell's input to its output. */
  private BitSet live() {
    BitSet fed = new BitSet();
    fed.set(0);
    carrying()
        .sorted(Comparator.comparing(Edge::target))
        .filter(edge -> fed.get(edge.source()))
        .forEach(edge -> fed.set(edge.target()));
    BitSet heard = new BitSet();
    heard.set(output);
    carrying()
        .sorted(Comparator.comparing(Edge::source).reversed())
        .filter(edge -> heard.get(edge.target()))
        .forEach(edge -> heard.set(edge.source()));
    BitSet live = new BitSet();
    IntStream.range(0, edges.size())
        .filter(
            e ->
                fed.get(edges.get(e).source())
                    && heard.get(edges.get(e).target())
                    && !operations.get(e).isZero())
        .forEach(live::set);
    return live;
  }

  /**
   * Returns a line for each edge that says what it computes and whether that reaches the output.
   */
  public List<String> picture() {
    BitSet live = live();
    int width =
        operations.stream().mapToInt(operation -> operation.text().length()).max().orElseThrow();
    return IntStream.range(0, edges.size())
        .mapToObj(
            e ->
                ("%d -> %d  %-" + width + "s  %s")
                    .formatted(
                        edges.get(e).source(),
                        edges.get(e).target(),
                        operations.get(e).text(),
                        live.get(e) ? "live" : "dead"))
        .toList();
  }

  private Stream<Edge> carrying() {
    return IntStream.range(0, edges.size())
        .filter(e -> !operations.get(e).isZero())
        .mapToObj(edges::get);
  }
}
