package org.parzc.spaces.nds;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.parzc.blueprint.Blueprint;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

/**
 * One architecture of an {@link NdsSpace}: two cells, and its own width and depth if it has them.
 */
public final class NdsArchitecture implements Architecture {
  private final NdsSpace space;
  private final NdsCell normal;
  private final NdsCell reduction;
  private final OptionalInt width;
  private final OptionalInt depth;
  private final String text;

  /**
   * @param width channels C of the first stage's cells
   * @param depth number of cells
   */
  NdsArchitecture(
      NdsSpace space, NdsCell normal, NdsCell reduction, OptionalInt width, OptionalInt depth) {
    this.space = space;
    this.normal = normal;
    this.reduction = reduction;
    this.width = width;
    this.depth = depth;
    text = written(NdsCell::text);
  }

  private String written(Function<NdsCell, String> cell) {
    StringBuilder written =
        new StringBuilder(cell.apply(normal))
            .append(SearchSpace.SEPARATOR)
            .append(cell.apply(reduction));
    width.ifPresent(
        channels -> written.append(SearchSpace.SEPARATOR).append("C=").append(channels));
    depth.ifPresent(cells -> written.append(SearchSpace.SEPARATOR).append("N=").append(cells));
    return written.toString();
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public String spaceName() {
    return space.name();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: the text after the nodes have been numbered, and the two terms of each put, in the one
   * way that all cells with the same graph share.
   */
  @Override
  public String canonicalForm() {
    return written(NdsCell::canonicalForm);
  }

  /** {@inheritDoc} Here: in the operation or the input of one term of one cell. */
  @Override
  public List<Architecture> neighbours() {
    List<Architecture> neighbours = new ArrayList<>();
    for (NdsCell changed : normal.neighbours(space.operations())) {
      neighbours.add(new NdsArchitecture(space, changed, reduction, width, depth));
    }
    for (NdsCell changed : reduction.neighbours(space.operations())) {
      neighbours.add(new NdsArchitecture(space, normal, changed, width, depth));
    }
    return neighbours;
  }

  @Override
  public Blueprint blueprint(Skeleton skeleton) {
    return new NdsNetwork(this, skeleton).blueprint();
  }

  /** Returns the nodes whose values a normal cell hands on, numbered from 2. */
  public List<Integer> normalOutputs() {
    return space.outputs(normal);
  }

  /** Returns the nodes whose values a reduction cell hands on, numbered from 2. */
  public List<Integer> reductionOutputs() {
    return space.outputs(reduction);
  }

  @Override
  public List<String> picture() {
    List<String> lines = new ArrayList<>(lines("normal   ", normal));
    lines.addAll(lines("reduction", reduction));
    return lines;
  }

  private List<String> lines(String title, NdsCell cell) {
    List<String> lines = new ArrayList<>();
    for (int node : cell.nodes()) {
      lines.add(
          "%s  %d = %s"
              .formatted(
                  title,
                  node,
                  cell.terms(node).stream()
                      .map(term -> term.operation().text + "(" + term.input() + ")")
                      .collect(Collectors.joining(" + "))));
    }
    lines.add(
        "%s  output = %s"
            .formatted(
                title,
                space.outputs(cell).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(", "))));
    return lines;
  }

  NdsCell cell(NdsPlace place) {
    return place.reduction() ? reduction : normal;
  }

  List<Integer> outputs(NdsPlace place) {
    return space.outputs(cell(place));
  }

  /** Returns the channels of the first stage's cells in a skeleton. */
  int width(Skeleton skeleton) {
    return width.orElse(skeleton.channels());
  }

  /** Returns the number of cells in a skeleton. */
  int depth(Skeleton skeleton) {
    return depth.orElse(NdsPlace.depth(skeleton));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NdsArchitecture architecture
        && space.name().equals(architecture.space.name())
        && text.equals(architecture.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
