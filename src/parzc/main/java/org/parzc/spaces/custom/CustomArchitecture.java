package org.parzc.spaces.custom;

import java.util.List;
import org.parzc.blueprint.Blueprint;
import org.parzc.space.Architecture;
import org.parzc.space.EdgeCell;
import org.parzc.space.Skeleton;

/** A cell of a {@link CustomSpace}. */
final class CustomArchitecture implements Architecture {
  private final CustomSpace space;
  private final EdgeCell<CustomOperation> cell;
  private final String text;

  CustomArchitecture(CustomSpace space, List<CustomOperation> operations) {
    this.space = space;
    cell = new EdgeCell<>(space.definition().cell().edges(), operations);
    text =
        space
            .definition()
            .cell()
            .text()
            .write(
                operations.stream().map(space.definition().cell().operations()::indexOf).toList());
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public String spaceName() {
    return space.name();
  }

  /** {@inheritDoc} Here that of {@link EdgeCell}. */
  @Override
  public String canonicalForm() {
    return cell.canonicalForm();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: the cell whose dead edges carry the space's first operation that is nothing; this one
   * if the space has none.
   */
  @Override
  public Architecture representative() {
    return space.definition().cell().operations().stream()
        .filter(CustomOperation::isZero)
        .findFirst()
        .map(nothing -> new CustomArchitecture(space, cell.withDeadEdges(nothing)))
        .orElse(this);
  }

  @Override
  public List<Architecture> neighbours() {
    return cell.neighbours(space.definition().cell().operations()).stream()
        .<Architecture>map(operations -> new CustomArchitecture(space, operations))
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.parzc.InputException if layers do not fit together with this skeleton, pointing at
   *     the definition
   */
  @Override
  public Blueprint blueprint(Skeleton skeleton) {
    return new NetworkWriter(space.definition(), skeleton).write(cell);
  }

  @Override
  public List<String> picture() {
    return cell.picture();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CustomArchitecture same
        && text.equals(same.text)
        && space.name().equals(same.space.name());
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
