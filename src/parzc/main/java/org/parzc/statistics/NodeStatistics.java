package org.parzc.statistics;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.parzc.blueprint.Slot;

/**
 * The statistics of one node: one row of the nodes × statistics matrix.
 *
 * @param index position of the node in its network, from 0
 * @param slot place of the node in its space
 * @param kind operation, such as {@code conv3x3}
 * @param shape shape of the weight tensor
 * @param weights number of weights
 * @param live whether the network's input can influence its output through this node
 * @param nonFinite number of non-finite weights and gradient entries met
 * @param values statistic to value, in the order they were asked for; a statistic that this node
 *     does not have is absent, and a value may be infinite or NaN where the computation was
 */
public record NodeStatistics(
    int index,
    Slot slot,
    String kind,
    List<Long> shape,
    long weights,
    boolean live,
    long nonFinite,
    Map<String, Double> values) {
  /** Copies the collections, keeping their order. */
  public NodeStatistics {
    shape = List.copyOf(shape);
    values = ImmutableMap.copyOf(values);
  }
}
