package org.parzc.benchmarks;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.dataset.Example;
import org.parzc.labels.PublishedScores;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Statistics;

/**
 * Examples whose networks are real and whose statistics are drawn: the model sees the shapes and
 * gaps of an extraction without the minutes that it takes. Values are log-normal over several
 * orders of magnitude.
 */
final class DrawnExamples {
  private final SplittableRandom random = new SplittableRandom(7);

  private DrawnExamples() {}

  /** Returns that many examples, the same ones every time. */
  static List<Example> of(int count) {
    DrawnExamples examples = new DrawnExamples();
    List<Architecture> cells = Cell.drawn(count);
    return Example.all(
        cells.stream().map(examples::statistics).toList(), cells, PublishedScores.NONE, Cell.SPACE);
  }

  private ArchitectureStatistics statistics(Architecture architecture) {
    Blueprint blueprint = Cell.blueprint(architecture);
    BitSet live = blueprint.live();
    List<NodeStatistics> nodes =
        IntStream.range(0, blueprint.nodes().size())
            .mapToObj(
                i -> {
                  Blueprint.Node node = blueprint.nodes().get(i);
                  Layer.Weighted layer = blueprint.weighted(node);
                  return new NodeStatistics(
                      i,
                      node.slot(),
                      layer.kind(),
                      LongStream.of(layer.weightShape()).boxed().toList(),
                      layer.weights(),
                      live.get(node.vertex()),
                      0,
                      drawn(
                          Statistics.nodeWise().stream()
                              .map(statistic -> statistic.name())
                              .toList()));
                })
            .toList();
    return new ArchitectureStatistics(
        architecture.text(),
        blueprint.parameters(),
        blueprint.flops(),
        blueprint.depth(),
        nodes,
        drawn(Statistics.networkLevel().stream().map(proxy -> proxy.name()).toList()));
  }

  private Map<String, Double> drawn(List<String> names) {
    Map<String, Double> values = new TreeMap<>();
    names.forEach(name -> values.put(name, Math.exp(random.nextDouble(-6, 6))));
    return values;
  }
}
