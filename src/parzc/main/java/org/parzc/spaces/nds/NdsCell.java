package org.parzc.spaces.nds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The graph of one NDS cell. Places 0 and 1 are the outputs of the two cells before it, the older
 * first; its nodes are the places from 2 on. A node adds up two terms.
 *
 * @param terms the two terms of each node in turn
 */
record NdsCell(List<Term> terms) {
  /** Places that are not nodes: the cell's inputs. */
  static final int INPUTS = 2;

  /** An operation on the value of an earlier place, written {@code operation~input}. */
  record Term(NdsOperation operation, int input) {
    String text() {
      return operation.text + "~" + input;
    }
  }

  /** Copies the list. */
  NdsCell {
    terms = List.copyOf(terms);
  }

  /** Returns the numbers of the nodes in order. */
  List<Integer> nodes() {
    return IntStream.range(INPUTS, INPUTS + terms.size() / 2).boxed().toList();
  }

  /** Returns the two terms of a node. */
  List<Term> terms(int node) {
    int first = 2 * (node - INPUTS);
    return terms.subList(first, first + 2);
  }

  /** Returns the nodes that no node of the cell reads. */
  List<Integer> looseEnds() {
    return nodes().stream()
        .filter(node -> terms.stream().noneMatch(term -> term.input() == node))
        .toList();
  }

  /** Returns the terms, separated by blanks. */
  String text() {
    return terms.stream().map(Term::text).collect(Collectors.joining(" "));
  }

  /** Returns the cells with one operation of one term, or the input of one term, changed. */
  List<NdsCell> neighbours(List<NdsOperation> operations) {
    List<NdsCell> neighbours = new ArrayList<>();
    for (int t = 0; t < terms.size(); t++) {
      Term term = terms.get(t);
      int place = t;
      int node = INPUTS + t / 2;
      Stream<Term> otherOperations =
          operations.stream()
              .filter(operation -> operation != term.operation())
              .map(operation -> new Term(operation, term.input()));
      Stream<Term> otherInputs =
          IntStream.range(0, node)
              .filter(input -> input != term.input())
              .mapToObj(input -> new Term(term.operation(), input));
      Stream.concat(otherOperations, otherInputs)
          .forEach(
              changed -> {
                List<Term> all = new ArrayList<>(terms);
                all.set(place, changed);
                neighbours.add(new NdsCell(all));
              });
    }
    return neighbours;
  }

  /**
   * Returns the smallest of the texts that the cell gets by numbering its nodes anew, with the
   * terms of each node sorted and {@link NdsOperation#NONE} without its input: equal for cells that
   * are the same graph.
   */
  String canonicalForm() {
    return smallest(new ArrayList<>(), "");
  }

  /**
   * @param order nodes numbered so far
   * @param written their texts
   */
  private String smallest(List<Integer> order, String written) {
    List<Integer> placed = nodes().stream().filter(order::contains).toList();
    if (placed.size() == nodes().size()) {
      return written;
    }
    return nodes().stream()
        .filter(node -> !order.contains(node))
        .filter(
            node ->
                terms(node).stream().allMatch(t -> t.input() < INPUTS || order.contains(t.input())))
        .map(
            node -> {
              List<Integer> longer = new ArrayList<>(order);
              longer.add(node);
              return smallest(longer, written + "(" + renumbered(node, order) + ")");
            })
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private String renumbered(int node, List<Integer> order) {
    return terms(node).stream()
        .map(
            term ->
                term.operation() == NdsOperation.NONE
                    ? term.operation().text
                    : new Term(term.operation(), renumbered(term, order)).text())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static int renumbered(Term term, List<Integer> order) {
    return term.input() < INPUTS ? term.input() : INPUTS + order.indexOf(term.input());
  }
}
