package org.parzc.passes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How many activation signs any two images of a minibatch share.
 *
 * @param ofActivations ReLU vertex to its images × images matrix of numbers of equal signs, row by
 *     row
 * @param activationOfNode per node, the vertex of its own ReLU, if it has one
 */
public record SignAgreement(
    Map<Integer, long[]> ofActivations, List<OptionalInt> activationOfNode) {
  /** Returns the matrix of a node's own ReLU; empty if it has none. */
  public Optional<long[]> ofNode(int node) {
    OptionalInt vertex = activationOfNode.get(node);
    return vertex.isPresent()
        ? Optional.of(ofActivations.get(vertex.getAsInt()))
        : Optional.empty();
  }
}
