package org.parzc.spaces.custom;

import com.google.common.math.LongMath;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.parzc.InputException;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.EdgeCell;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.NumberTuple;
import org.parzc.space.Skeleton;

/**
 * A cell space that a file describes: an operation on each edge of a cell, and a network around the
 * cells. Its name ends in a hash of what the file says, so that statistics of different definitions
 * never meet in one store.
 */
public final class CustomSpace implements EnumerableSpace {
  private final Definition definition;

  private CustomSpace(Definition definition) {
    this.definition = definition;
  }

  /**
   * Reads a file.
   *
   * @param file YAML, or JSON if its name ends in {@code .json}
   * @throws InputException if there is no such file or it does not describe a space, pointing at
   *     the offence
   */
  public static CustomSpace read(String file) {
    CustomSpace space = new CustomSpace(DefinitionReader.read(file));
    space.requireThatNetworksFit();
    return space;
  }

  /** Every operation on every edge: what fits everywhere fits in any combination. */
  private void requireThatNetworksFit() {
    for (CustomOperation operation : definition.cell().operations()) {
      boolean pooled =
          everywhere(operation).blueprint(definition.skeleton()).vertices().stream()
              .anyMatch(vertex -> vertex.layer() instanceof Layer.GlobalAveragePool);
      if (!pooled) {
        throw definition
            .place()
            .wrong("network: found no global_pool, expected one: the zen proxy reads its input");
      }
    }
  }

  private Architecture everywhere(CustomOperation operation) {
    return new CustomArchitecture(
        this, Collections.nCopies(definition.cell().edges().size(), operation));
  }

  Definition definition() {
    return definition;
  }

  @Override
  public String name() {
    return definition.name() + "@" + definition.fingerprint();
  }

  @Override
  public String description() {
    return definition.description();
  }

  @Override
  public long size() {
    return LongMath.checkedPow(
        definition.cell().operations().size(), definition.cell().edges().size());
  }

  /**
   * Returns the cell whose operations are the digits of {@code index}, the first edge the most
   * significant.
   */
  @Override
  public Architecture at(long index) {
    Objects.checkIndex(index, size());
    return new CustomArchitecture(
        this,
        EdgeCell.digits(index, definition.cell().operations(), definition.cell().edges().size()));
  }

  @Override
  public Architecture parse(String text) {
    return new CustomArchitecture(
        this,
        definition.cell().text().parse(text).stream()
            .map(definition.cell().operations()::get)
            .toList());
  }

  /**
   * {@inheritDoc} Here: tuples, if the file says what they mean; a text that looks like a tuple is
   * a text.
   */
  @Override
  public Architecture interpret(String text) {
    if (definition.cell().tuple().isEmpty() || !text.startsWith("(") && !text.startsWith("[")) {
      return EnumerableSpace.super.interpret(text);
    }
    try {
      return parse(text);
    } catch (ArchitectureSyntaxException noText) {
      Definition.TupleForm form = definition.cell().tuple().get();
      NumberTuple tuple = NumberTuple.parse(text).requireSize(form.edges().size());
      return new CustomArchitecture(
          this,
          definition.cell().edges().stream()
              .map(edge -> tuple.choose(form.edges().indexOf(edge), form.operations()))
              .toList());
    }
  }

  @Override
  public Skeleton defaultSkeleton() {
    return definition.skeleton();
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException if layers do not fit together with this skeleton, pointing at the
   *     definition
   */
  @Override
  public List<Slot> slots(Skeleton skeleton) {
    NetworkWriter writer = new NetworkWriter(definition, skeleton);
    writer.write(
        new EdgeCell<>(
            definition.cell().edges(),
            Collections.nCopies(
                definition.cell().edges().size(), definition.cell().operations().get(0))));
    return writer.slots();
  }
}
