package org.parzc.spaces.custom;

import java.util.List;
import java.util.Optional;
import org.parzc.space.EdgeCell.Edge;
import org.parzc.space.Skeleton;

/**
 * What a file says of a space.
 *
 * @param place where the definition starts
 * @param name name of the space
 * @param fingerprint hash of everything that the file says, whatever its layout
 * @param description one line for people
 * @param cell what architectures differ in
 * @param skeleton usual width, number of cells, classes and input
 * @param network parts of the network from input to logits
 */
record Definition(
    Place place,
    String name,
    String fingerprint,
    String description,
    Cell cell,
    Skeleton skeleton,
    List<Part> network) {

  /**
   * Which cells there are.
   *
   * @param operations what an edge may compute, at least one
   * @param edges its edges, in the order in which a text has their operations
   * @param text how an architecture is written
   * @param tuple how NASLib writes it, if that is known
   */
  record Cell(
      List<CustomOperation> operations,
      List<Edge> edges,
      TextForm text,
      Optional<TupleForm> tuple) {}

  /**
   * How NASLib writes an architecture: a number for each edge.
   *
   * @param operations the operations in the order of their numbers
   * @param edges the edges in the order of the tuple
   */
  record TupleForm(List<CustomOperation> operations, List<Edge> edges) {}
}
