package org.parzc.search;

import io.jenetics.ext.moea.Pareto;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Orders evaluations by two things at once: high score, low cost (non-dominated sorting of Deb et
 * al., 2002).
 */
final class ParetoOrder {
  private ParetoOrder() {}

  /**
   * Returns for each evaluation the number of its front: 0 if none beats it in both, and so on
   * without those.
   */
  static int[] ranks(List<Evaluation> evaluations) {
    return evaluations.isEmpty() ? new int[0] : Pareto.rank(points(evaluations));
  }

  /** Returns the evaluations front by front, within one those with more room around them first. */
  static List<Evaluation> sorted(List<Evaluation> evaluations) {
    int[] ranks = ranks(evaluations);
    List<Evaluation> sorted = new ArrayList<>();
    IntStream.range(0, ranks.length)
        .boxed()
        .collect(Collectors.groupingBy(i -> ranks[i]))
        .values()
        .stream()
        .sorted(Comparator.comparing(front -> ranks[front.get(0)]))
        .forEach(front -> sorted.addAll(spread(front.stream().map(evaluations::get).toList())));
    return sorted;
  }

  private static List<Evaluation> spread(List<Evaluation> front) {
    if (front.size() < 2) {
      return front;
    }
    double[] room = Pareto.crowdingDistance(points(front));
    return IntStream.range(0, room.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -room[i]))
        .map(front::get)
        .toList();
  }

  private static ISeq<Vec<double[]>> points(List<Evaluation> evaluations) {
    return evaluations.stream()
        .map(one -> Vec.of(one.comparable(), -one.cost()))
        .collect(ISeq.toISeq());
  }
}
