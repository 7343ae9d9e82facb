package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
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
import org.parzc.network.Perturbation;
import org.parzc.passes.ImageGradients;
import org.parzc.passes.Measurer;
import org.parzc.passes.Pass;
import org.parzc.passes.PassInputs;
import org.parzc.passes.PassResult;
import org.parzc.passes.PassResults;
import org.parzc.passes.SignAgreement;
import org.parzc.space.Skeleton;
import org.parzc.statistics.NetworkLevel;
import org.parzc.statistics.NodeWise;
import org.parzc.statistics.Statistic;

/**
 * One golden record beside what we measure. A value that is not as near as it should be must be one
 * that rounding moves: it is compared on the scale of the changes that weights and images make
 * which are changed in their last bit, and such values must be few. So nothing depends on which
 * kernels a processor makes BLAS and LibTorch pick.
 */
final class GoldenComparison {
  private static final double ROUNDINGS = 8;
  private static final int PERTURBATIONS = 3;

  /** Layers round inside too; the bound of {@link ReorderedSummationTest}. */
  private static final double INSIDE = ReorderedSummationTest.INSIDE;

  /** So many of the values must agree to the tolerance. */
  private static final double CONDITIONED = 0.8;

  private final JsonNode record;
  private final ElementType type;
  private final double tolerance;
  private final List<Value> values = new ArrayList<>();
  private final SoftAssertions softly = new SoftAssertions();

  /**
   * A value of the record.
   *
   * @param of the same of what we measured
   * @param f32 what the reference has in float32, or null
   * @param terms size of the terms of a sum that may cancel, or 0
   */
  private record Value(
      String what, ToDoubleFunction<PassResults> of, double f64, Double f32, double terms) {}

  GoldenComparison(JsonNode record, ElementType type, double tolerance) {
    this.record = record;
    this.type = type;
    this.tolerance = tolerance;
  }

  /** Returns the skeleton around the record's cell. */
  Skeleton skeleton(String channels, String cells) {
    return new Skeleton(
        record.get(channels).asInt(),
        record.get(cells).asInt(),
        record.get("num_classes").asInt(),
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
   * Fails unless every value agrees that the record has. On tokens, its Fisher information is
   * {@link FisherTokens}.
   *
   * @param signs K as the reference counts it
   */
  void check(Blueprint blueprint, Function<PassResults, long[]> signs) {
    try (PointerScope scope = new PointerScope()) {
      check(blueprint, inputs(blueprint), signs);
    }
  }

  /** Does the same with a network that sums in another order, as another processor does. */
  void checkReordered(Blueprint blueprint, Function<PassResults, long[]> signs) {
    try (PointerScope scope = new PointerScope()) {
      Reordered reordered = new Reordered(blueprint, 1);
      check(reordered.blueprint(), reordered.inputs(inputs(blueprint)), signs);
    }
  }

  private PassInputs inputs(Blueprint blueprint) {
    return Golden.inputs(
        type, image(), record.get("num_classes").asInt(), blueprint.nodes().size());
  }

  private void check(Blueprint blueprint, PassInputs inputs, Function<PassResults, long[]> signs) {
    assertThat(blueprint.parameters()).isEqualTo(record.get("n_params_used").asLong());
    PassResults measured = measure(blueprint, inputs);
    nodes(blueprint, measured);
    if (hasProxies()) {
      network();
    }
    if (record.get("network").has("nwot_f64")) {
      value(
          "nwot",
          one -> NetworkLevel.nwot.of(withSigns(one, signs.apply(one))).orElseThrow(),
          record.get("network").get("nwot_f64"),
          record.get("network").get("nwot_f32"),
          0);
      signs(signs.apply(measured));
    }
    compare(blueprint, inputs, measured);
    softly.assertAll();
  }

  private PassResults measure(Blueprint blueprint, PassInputs inputs) {
    return new Measurer(inputs, passes(), Device.cpu().kernels())
        .measure(NetworkSource.of(blueprint));
  }

  private void compare(Blueprint blueprint, PassInputs inputs, PassResults measured) {
    List<Value> apart =
        values.stream()
            .filter(value -> !isNear(value, value.of().applyAsDouble(measured)))
            .toList();
    softly
        .assertThat(apart.size())
        .as("values that are not near the reference: %s", apart.stream().map(Value::what).toList())
        .isLessThan((int) ((1 - CONDITIONED) * values.size()));
    double[] moved = new double[apart.size()];
    for (int seed = 0; seed < (apart.isEmpty() ? 0 : PERTURBATIONS); seed++) {
      try (PointerScope scope = new PointerScope()) {
        PassResults changed = measure(blueprint, inputs.perturbed(new Perturbation(seed)));
        Arrays.setAll(
            moved,
            i ->
                Math.max(
                    moved[i],
                    Math.abs(
                        apart.get(i).of().applyAsDouble(changed)
                            - apart.get(i).of().applyAsDouble(measured))));
      }
    }
    for (int i = 0; i < moved.length; i++) {
      double found = apart.get(i).of().applyAsDouble(measured);
      softly
          .assertThat(Math.abs(found - apart.get(i).f64()))
          .as(
              "%s: found %s, expected %s; changes in the last bit " + "move it by %s",
              apart.get(i).what(), found, apart.get(i).f64(), moved[i])
          .isLessThanOrEqualTo(INSIDE * moved[i]);
    }
  }

  /**
   * Compares with the float64 reference. In float32, the reference's own distance between the two
   * precisions says how exact a value can be.
   */
  private boolean isNear(Value value, double found) {
    if (!Double.isFinite(value.f64())) {
      return Double.compare(found, value.f64()) == 0;
    }
    double rounding =
        type == ElementType.FLOAT64 || value.f32() == null
            ? 0
            : ROUNDINGS * Math.abs(value.f32() - value.f64());
    return Math.abs(found - value.f64())
        <= Math.max(tolerance * Math.max(Math.abs(value.f64()), value.terms()), rounding);
  }

  /**
   * Large networks were recorded without second derivatives and without proxies, transformers
   * without some.
   */
  private Set<Pass> passes() {
    Set<Pass> passes =
        EnumSet.of(Pass.GRADIENT, Pass.OUTPUT_GRADIENT, Pass.SYNFLOW, Pass.SYNFLOW_BN);
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

  private void nodes(Blueprint blueprint, PassResults measured) {
    JsonNode layers = record.get("layers");
    assertThat(blueprint.nodes()).hasSize(layers.size());
    double largest =
        StreamSupport.stream(layers.spliterator(), false)
            .mapToDouble(layer -> Math.pow(number(layer.get("f64").get("grad_l2")), 2))
            .max()
            .orElse(0);
    for (int i = 0; i < layers.size(); i++) {
      JsonNode layer = layers.get(i);
      long[] shape =
          IntStream.range(0, layer.get("shape").size())
              .mapToLong(d -> layer.get("shape").get(d).asLong())
              .toArray();
      assertThat(blueprint.weighted(blueprint.nodes().get(i)).weightShape()).isEqualTo(shape);
      JsonNode f64 = layer.get("f64");
      JsonNode f32 = layer.get("f32");
      double snip = number(f64.get("snip_sum"));
      double squaredGradient = Math.pow(number(f64.get("grad_l2")), 2);
      // A second derivative costs float32 more than a digit; a node's share of it cannot be more
      // exact than the sum.
      double graspTerms =
          (type == ElementType.FLOAT32 ? 50 : 1) * Math.max(squaredGradient, 1e-6 * largest);
      value(i, NodeWise.l2_norm, layer.get("w_l2_f64"), layer.get("w_l2_f32"), 0);
      value(i, NodeWise.snip, f64.get("snip_sum"), f32.get("snip_sum"), 0);
      value(i, NodeWise.grad_norm, f64.get("grad_l2"), f32.get("grad_l2"), 0);
      Statistic fisher =
          NodeWise.fisher_tokens.of(measured, i).isPresent()
              ? NodeWise.fisher_tokens
              : NodeWise.fisher;
      value(i, fisher, f64.get("fisher_channel_sum"), f32.get("fisher_channel_sum"), 0);
      // A sum that cancels is as exact as the size of its terms.
      value(i, NodeWise.plain, f64.get("plain_sum"), f32.get("plain_sum"), snip);
      if (f64.has("grasp_sum")) {
        value(i, NodeWise.grasp, f64.get("grasp_sum"), f32.get("grasp_sum"), graspTerms);
      }
      value(i, NodeWise.synflow_bn, layer.get("synflow_bn").get("sum"), null, 0);
      value(i, NodeWise.synflow, layer.get("synflow_nobn").get("sum"), null, 0);
    }
  }

  private void value(int node, Statistic statistic, JsonNode f64, JsonNode f32, double terms) {
    value(
        "node " + node + " " + statistic.name(),
        measured -> statistic.of(measured, node).orElseThrow(),
        f64,
        f32,
        terms);
  }

  private void value(
      String what, ToDoubleFunction<PassResults> of, JsonNode f64, JsonNode f32, double terms) {
    values.add(new Value(what, of, number(f64), f32 == null ? null : number(f32), terms));
  }

  private void network() {
    JsonNode network = record.get("network");
    value(
        "jacov",
        one -> NetworkLevel.jacov.of(one).orElseThrow(),
        network.get("jacov_f64"),
        network.get("jacov_f32"),
        0);
    value(
        "epe_nas",
        one -> NetworkLevel.epe_nas.of(one).orElseThrow(),
        network.get("epe_nas_f64"),
        network.get("epe_nas_f32"),
        0);
    value(
        "epe_nas, two classes",
        one -> NetworkLevel.epe_nas.of(withParities(one)).orElseThrow(),
        network.get("epe_nas_mod2_f64"),
        network.get("epe_nas_mod2_f32"),
        0);
    if (hasZen()) {
      value(
          "zen",
          one -> NetworkLevel.zen.of(one).orElseThrow(),
          network.get("zen_f64"),
          network.get("zen_f32"),
          0);
    }
    if (hasZico()) {
      value(
          "zico",
          one -> NetworkLevel.zico.of(one).orElseThrow(),
          network.get("zico_ori_4batches_f64"),
          network.get("zico_ori_4batches_f32"),
          0);
    }
  }

  private void signs(long[] agreement) {
    JsonNode network = record.get("network");
    if (type == ElementType.FLOAT32) {
      JsonNode expected = network.get("nwot_K_f32");
      double differing =
          IntStream.range(0, agreement.length)
              .mapToDouble(
                  k ->
                      Math.abs(
                          expected.get(k / Golden.BATCH).get(k % Golden.BATCH).asLong()
                              - agreement[k]))
              .max()
              .orElse(0);
      // Signs of values that rounding leaves near 0 may differ.
      softly.assertThat(differing / agreement[0]).as("nwot K").isLessThan(1e-4);
    }
  }

  /** Returns K summed over every ReLU. */
  static long[] overEveryRelu(PassResults measured) {
    return sum(measured.signs().get().ofActivations().values().stream());
  }

  static long[] sum(Stream<long[]> agreements) {
    long[] sum = new long[Golden.BATCH * Golden.BATCH];
    agreements.forEach(agreement -> Arrays.setAll(sum, k -> sum[k] + agreement[k]));
    return sum;
  }

  /** Image n has class n, as long as there are enough classes. */
  private static PassResults withParities(PassResults r) {
    int[] labels = Arrays.stream(r.images().get().labels()).map(label -> label % 2).toArray();
    return new PassResults(
        r.sums(),
        r.fisher(),
        r.signs(),
        PassResult.of(Pass.INPUT_GRADIENT, new ImageGradients(r.images().get().rows(), labels)),
        r.variation(),
        r.synflow(),
        r.synflowBn(),
        r.noise());
  }

  /** As if the network had one ReLU. */
  private static PassResults withSigns(PassResults r, long[] agreement) {
    return new PassResults(
        r.sums(),
        r.fisher(),
        PassResult.of(Pass.ACTIVATION, new SignAgreement(Map.of(0, agreement), List.of())),
        r.images(),
        r.variation(),
        r.synflow(),
        r.synflowBn(),
        r.noise());
  }

  private static double number(JsonNode node) {
    if (node.isNull()) {
      return Double.NaN;
    }
    return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
  }
}
