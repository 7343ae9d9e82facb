package org.parzc.spaces.nds;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.parzc.space.PythonValue;

/**
 * Reads architectures as Python code writes them. Two pairs in a row belong to a node. A pair is an
 * operation's name and an input in DARTS' {@code Genotype(normal=[('sep_conv_3x3', 0), …],
 * normal_concat=range(2, 6), reduce=[…], reduce_concat=…)}, an input and an operation's number in
 * NAS-Bench-301's {@code [[(0, 4), (1, 3), …], [(0, 3), …]]}.
 */
final class GenotypeReader {
  private static final List<String> CELLS = List.of("normal", "reduce");
  private static final String CONCAT = "_concat";
  private static final String TWO_CELLS = "two lists, a normal and a reduction cell";

  private final NdsSpace space;

  GenotypeReader(NdsSpace space) {
    this.space = space;
  }

  /**
   * @throws org.parzc.space.ArchitectureSyntaxException if the text is no architecture of the space
   */
  NdsArchitecture architecture(String text) {
    PythonValue value = PythonValue.parse(text);
    if (value instanceof PythonValue.Named named) {
      return genotype(named);
    }
    List<PythonValue> cells = value.items(CELLS.size(), TWO_CELLS);
    return new NdsArchitecture(
        space, cell(cells.get(0)), cell(cells.get(1)), OptionalInt.empty(), OptionalInt.empty());
  }

  private NdsArchitecture genotype(PythonValue.Named named) {
    Map<String, PythonValue> values = named.values();
    List<String> known =
        CELLS.stream().flatMap(cell -> List.of(cell, cell + CONCAT).stream()).toList();
    values.forEach(
        (name, value) -> {
          if (!known.contains(name)) {
            throw value.wrong(
                "a value for another name", "expected one for one of " + String.join(", ", known));
          }
        });
    List<NdsCell> cells = new ArrayList<>();
    for (String name : CELLS) {
      if (!values.containsKey(name)) {
        throw named.wrong("expected one with " + String.join(" and ", CELLS));
      }
      NdsCell cell = cell(values.get(name));
      if (values.containsKey(name + CONCAT)) {
        requireOutputs(name + CONCAT, values.get(name + CONCAT), space.outputs(cell));
      }
      cells.add(cell);
    }
    return new NdsArchitecture(
        space, cells.get(0), cells.get(1), OptionalInt.empty(), OptionalInt.empty());
  }

  private static void requireOutputs(String name, PythonValue value, List<Integer> expected) {
    TreeSet<Integer> found =
        value.items("the nodes that the cell hands on").stream()
            .map(node -> node.whole("a node"))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!found.equals(new TreeSet<>(expected))) {
      throw value.wrong(
          "nodes %s in %s".formatted(joined(found), name), "expected " + joined(expected));
    }
  }

  private static String joined(Iterable<Integer> nodes) {
    List<String> texts = new ArrayList<>();
    nodes.forEach(node -> texts.add(String.valueOf(node)));
    return String.join(", ", texts);
  }

  private NdsCell cell(PythonValue value) {
    int size = 2 * space.nodes();
    List<NdsCell.Term> terms = new ArrayList<>();
    for (PythonValue pair : value.items(size, size + " pairs, two for each node")) {
      terms.add(
          term(pair.items(2, "an operation and an input"), NdsCell.INPUTS + terms.size() / 2));
    }
    return new NdsCell(terms);
  }

  private NdsCell.Term term(List<PythonValue> pair, int node) {
    boolean named = pair.get(0) instanceof PythonValue.Word;
    PythonValue input = pair.get(named ? 1 : 0);
    String expected = "an input before node %d, 0 to %d".formatted(node, node - 1);
    int place = input.whole(expected);
    if (place >= node) {
      throw input.wrong("expected " + expected);
    }
    return new NdsCell.Term(named ? operation(pair.get(0)) : numbered(pair.get(1)), place);
  }

  private NdsOperation operation(PythonValue name) {
    return space.operations().stream()
        .filter(one -> name.equals(new PythonValue.Word(name.column(), one.text)))
        .findFirst()
        .orElseThrow(
            () ->
                name.wrong(
                    "expected one of "
                        + space.operations().stream()
                            .map(one -> one.text)
                            .collect(Collectors.joining(", "))));
  }

  private NdsOperation numbered(PythonValue number) {
    if (space.numbered().isEmpty()) {
      throw number.wrong(
          "expected the name of an operation, for in %s numbers have no known meaning"
              .formatted(space.name()));
    }
    return number.choose(space.numbered());
  }
}
