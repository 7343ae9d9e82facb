package org.parzc.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.parzc.blueprint.Slot;
import org.parzc.dataset.Example;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** Made-up examples. Public, because the tests of the rankers use them too. */
public final class Examples {
  private Examples() {}

  /** Returns a node of slot {@code stage1.cell1.edge}, group {@code stage1.edge}. */
  static NodeStatistics node(int index, String edge, boolean live, Map<String, Double> values) {
    return new NodeStatistics(
        index,
        new Slot("stage1.cell1." + edge, "stage1." + edge),
        "conv3x3",
        List.of(2L, 2L, 1L, 1L),
        4,
        live,
        0,
        values);
  }

  static Example example(NodeStatistics... nodes) {
    return new Example(
        new ArchitectureStatistics("a", 100, 1000, 3, List.of(nodes), Map.of()), Map.of());
  }

  /**
   * Returns examples of one node whose {@code snip} is exp(x), x standard normal, beside other
   * statistics of noise.
   */
  public static List<Example> learnable(int count, long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<NodeStatistics> nodes = new ArrayList<>();
      for (int n = 0; n < 3; n++) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String name : List.of("grad_norm", "snip", "synflow_bn")) {
          values.put(name, Math.exp(random.nextGaussian()));
        }
        nodes.add(node(n, n + "->3", true, values));
      }
      examples.add(
          new Example(
              new ArchitectureStatistics(
                  "cell " + i, 100 + i % 7, 1000, 3, nodes, Map.of("zen", random.nextGaussian())),
              Map.of("paths", (double) random.nextInt(4))));
    }
    return examples;
  }

  /** Returns labels that rise with log snip of the first node and fall with that of the second. */
  public static double[] labels(List<Example> examples) {
    return examples.stream()
        .mapToDouble(
            example ->
                50
                    + 10 * Math.log(example.statistics().nodes().get(0).values().get("snip"))
                    - 5 * Math.log(example.statistics().nodes().get(1).values().get("snip")))
        .toArray();
  }

  /** Returns the examples with canonical forms by their places. */
  public static List<Example> withForms(List<Example> examples, IntFunction<String> forms) {
    return IntStream.range(0, examples.size())
        .mapToObj(
            i ->
                new Example(
                    examples.get(i).statistics(), examples.get(i).topology(), forms.apply(i)))
        .toList();
  }
}
