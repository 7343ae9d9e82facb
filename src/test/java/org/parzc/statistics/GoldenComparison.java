package org.parzc.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.bytedeco.javacpp.PointerScope;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.NetworkSource;
import org.parzc.space.Skeleton;

/** One golden record beside what we measure. */
final class GoldenComparison {
  private static final double ROUNDINGS = 8;

  private final JsonNode record;
  private final ElementType type;
  private final double tolerance;
  private final SoftAssertions softly = new SoftAssertions();

  GoldenComparison(JsonNode record, ElementType type, double tolerance) {
    this.record = record;
    this.type = type;
    this.tolerance = tolerance;
  }

  /** Returns the skeleton around the record's cell. */
  Skeleton skeleton(String channels, String cells) {
    return new Skeleton(record.get(channels).asInt(), record.get(cells).asInt(), record.get("num_classes").asInt(),
        image());
  }

  /** Returns the skeleton of a network that says its own width and depth. */
  Skeleton skeleton() {
    return new Skeleton(1, 1, record.get("num_classes").asInt(), image());
  }

  private Shape image() {
    JsonNode input = record.get("input_shape");
    return new Shape(input.get(1).asInt(), input.get(2).asInt(), input.get(3).asInt());
  }

  /**
   * Fails unless every value agrees that the record has. On tokens, its Fisher information is {@link FisherTokens}.
   *
   * @param signs K as the reference counts it
   */
  void check(Blueprint blueprint, Function<Measurements, long[]> signs) {
    assertThat(blueprint.parameters()).isEqualTo(record.get("n_params_used").asLong());
    try (PointerScope scope = new PointerScope()) {
      Measurements measured = new Measurer(Golden.inputs(type, image(), record.get("num_classes").asInt(),
          blueprint.nodes().size()), passes(), Device.cpu().kernels()).measure(NetworkSource.of(blueprint));
      nodes(blueprint, measured);
      if (hasProxies()) {
        network(measured);
      }
      if (record.get("network").has("nwot_f64")) {
        signs(signs.apply(measured));
      }
    }
    softly.assertAll();
  }

  /** Large networks were recorded without second derivatives and without proxies, transformers without some. */
  private Set<Pass> passes() {
    Set<Pass> passes = EnumSet.of(Pass.GRADIENT, Pass.OUTPUT_GRADIENT, Pass.SYNFLOW, Pass.SYNFLOW_BN);
    if (hasProxies()) {
      passes.addAll(Set.of(Pass.ACTIVATION, Pass.HESSIAN_GRADIENT, Pass.INPUT_GRADIENT));
    }
    if (hasZico()) {
      passes.add(Pass.MINIBATCHES);
    }
    if (hasZen()) {
      passes.add(Pass.NOISE_RESPONSE);
    }
    return passes;
  }

  private boolean hasZico() {
    return record.get("network").has("zico_ori_4batches_f64");
  }

  private boolean hasZen() {
    return record.get("network").has("zen_f64");
  }

  private boolean hasProxies() {
    return record.get("network").has("jacov_f64");
  }

  private void nodes(Blueprint blueprint, Measurements measured) {
    JsonNode layers = record.get("layers");
    assertThat(blueprint.nodes()).hasSize(layers.size());
    double largest = StreamSupport.stream(layers.spliterator(), false)
        .mapToDouble(layer -> Math.pow(number(layer.get("f64").get("grad_l2")), 2)).max().orElse(0);
    for (int i = 0; i < layers.size(); i++) {
      JsonNode layer = layers.get(i);
      long[] shape = IntStream.range(0, layer.get("shape").size())
          .mapToLong(d -> layer.get("shape").get(d).asLong()).toArray();
      assertThat(blueprint.weighted(blueprint.nodes().get(i)).weightShape()).isEqualTo(shape);
      JsonNode f64 = layer.get("f64");
      JsonNode f32 = layer.get("f32");
      double snip = number(f64.get("snip_sum"));
      double squaredGradient = Math.pow(number(f64.get("grad_l2")), 2);
      // A second derivative costs float32 more than a digit; a node's share of it cannot be more exact than the sum.
      double graspTerms = (type == ElementType.FLOAT32 ? 50 : 1) * Math.max(squaredGradient, 1e-6 * largest);
      near(i, new L2Norm(), measured, layer.get("w_l2_f64"), layer.get("w_l2_f32"), 0);
      near(i, new Snip(), measured, f64.get("snip_sum"), f32.get("snip_sum"), 0);
      near(i, new GradNorm(), measured, f64.get("grad_l2"), f32.get("grad_l2"), 0);
      Statistic fisher = new FisherTokens().of(measured, i).isPresent() ? new FisherTokens() : new Fisher();
      near(i, fisher, measured, f64.get("fisher_channel_sum"), f32.get("fisher_channel_sum"), 0);
      // A sum that cancels is as exact as the size of its terms.
      near(i, new Plain(), measured, f64.get("plain_sum"), f32.get("plain_sum"), snip);
      if (f64.has("grasp_sum")) {
        near(i, new Grasp(), measured, f64.get("grasp_sum"), f32.get("grasp_sum"), graspTerms);
      }
      near(i, new SynflowBn(), measured, layer.get("synflow_bn").get("sum"), null, 0);
      near(i, new Synflow(), measured, layer.get("synflow_nobn").get("sum"), null, 0);
    }
  }

  private void near(int node, Statistic statistic, Measurements measured, JsonNode f64, JsonNode f32, double terms) {
    near("node " + node + " " + statistic.name(), statistic.of(measured, node).orElseThrow(), f64, f32, terms);
  }

  /**
   * Compares with the float64 reference. In float32, the reference's own distance between the two precisions says how
   * exact a value can be.
   */
  private void near(String what, double found, JsonNode f64, JsonNode f32, double terms) {
    double expected = number(f64);
    if (!Double.isFinite(expected)) {
      softly.assertThat(Double.valueOf(found)).as(what).isEqualTo(Double.valueOf(expected));
      return;
    }
    double rounding = type == ElementType.FLOAT64 || f32 == null ? 0
        : ROUNDINGS * Math.abs(number(f32) - expected);
    softly.assertThat(Math.abs(found - expected)).as("%s: found %s, expected %s", what, found, expected)
        .isLessThanOrEqualTo(Math.max(tolerance * Math.max(Math.abs(expected), terms), rounding));
  }

  private void network(Measurements measured) {
    JsonNode network = record.get("network");
    near("jacov", new Jacov().of(measured).orElseThrow(), network.get("jacov_f64"), network.get("jacov_f32"), 0);
    near("epe_nas", new EpeNas().of(measured).orElseThrow(), network.get("epe_nas_f64"), network.get("epe_nas_f32"), 0);
    int[] parity = IntStream.range(0, Golden.BATCH).map(n -> n % 2).toArray();
    near("epe_nas, two classes", new EpeNas().of(withLabels(measured, parity)).orElseThrow(),
        network.get("epe_nas_mod2_f64"), network.get("epe_nas_mod2_f32"), 0);
    if (hasZen()) {
      near("zen", new Zen().of(measured).orElseThrow(), network.get("zen_f64"), network.get("zen_f32"), 0);
    }
    if (hasZico()) {
      near("zico", new ZicoProxy().of(measured).orElseThrow(), network.get("zico_ori_4batches_f64"),
          network.get("zico_ori_4batches_f32"), 0);
    }
  }

  private void signs(long[] agreement) {
    JsonNode network = record.get("network");
    near("nwot", LogDeterminant.of(agreement), network.get("nwot_f64"), network.get("nwot_f32"), 0);
    if (type == ElementType.FLOAT32) {
      JsonNode expected = network.get("nwot_K_f32");
      double differing = IntStream.range(0, agreement.length).mapToDouble(
          k -> Math.abs(expected.get(k / Golden.BATCH).get(k % Golden.BATCH).asLong() - agreement[k])).max().orElse(0);
      // Signs of values that rounding leaves near 0 may differ.
      softly.assertThat(differing / agreement[0]).as("nwot K").isLessThan(1e-4);
    }
  }

  /** Returns K summed over every ReLU. */
  static long[] overEveryRelu(Measurements measured) {
    return sum(measured.signAgreement().values().stream());
  }

  static long[] sum(Stream<long[]> agreements) {
    long[] sum = new long[Golden.BATCH * Golden.BATCH];
    agreements.forEach(agreement -> Arrays.setAll(sum, k -> sum[k] + agreement[k]));
    return sum;
  }

  private static Measurements withLabels(Measurements m, int[] labels) {
    return new Measurements(m.sums(), m.fisher(), m.fisherOfTokens(), m.signAgreement(), m.activationOfNode(),
        m.zico(), m.synflow(), m.synflowBn(), m.inputGradient(), labels, m.noise(),
        m.unavailable());
  }

  private static double number(JsonNode node) {
    if (node.isNull()) {
      return Double.NaN;
    }
    return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
  }
}
