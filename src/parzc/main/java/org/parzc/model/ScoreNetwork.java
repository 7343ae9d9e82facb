package org.parzc.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Lifetime;
import org.parzc.network.DeviceScope;
import org.parzc.network.LibTorch;
import org.parzc.network.Placement;
import org.parzc.network.Tensors;

/**
 * A network from features (B, F) to scores (M, B). All M members of an ensemble are computed in one
 * graph: every parameter has a leading dimension M, and every matrix product is batched over it.
 * Scores belong to the caller's {@code PointerScope}; not thread-safe while trained. Once closed,
 * every method that needs the parameters throws {@link IllegalStateException}.
 */
abstract sealed class ScoreNetwork implements AutoCloseable permits Mabn, PlainNetwork {
  /** ρ at first: a posterior standard deviation of softplus(−5) = 0.0067. */
  private static final double INITIAL_RHO = -5;

  private static final double LAYER_NORM_EPSILON = 1e-5;

  /**
   * Where a forward pass draws from.
   *
   * @param weights source of ε; null for weights at their posterior means
   * @param values source of dropout; null to drop nothing
   */
  record Chance(Randomness weights, Randomness values) {}

  private final PredictorSettings.Network shape;
  private final int features;
  private final Placement placement;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final List<String> bayesian = new ArrayList<>();
  private final Lifetime lifetime = freeing(parameters);

  ScoreNetwork(PredictorSettings.Network shape, int features, long seed, Placement placement) {
    LibTorch.start();
    this.shape = shape;
    this.features = features;
    this.placement = placement;
    try (DeviceScope on = placement.enter();
        PointerScope scope = new PointerScope()) {
      initialise(new Randomness(seed));
    }
  }

  private static Lifetime freeing(Map<String, Tensor> parameters) {
    return new Lifetime(
        "predictor",
        () -> {
          parameters.values().forEach(Tensor::releaseReference);
          parameters.clear();
        });
  }

  /** Makes the network of that shape on the CPU, at initialisation. */
  static ScoreNetwork of(PredictorSettings.Network shape, int features, long seed) {
    return of(shape, features, seed, Placement.CPU);
  }

  /**
   * Makes the network of that shape, at initialisation.
   *
   * @param seed fixes the parameters, which are the same wherever they lie
   * @param placement where parameters and batches lie
   */
  static ScoreNetwork of(
      PredictorSettings.Network shape, int features, long seed, Placement placement) {
    return shape.flow() == PredictorSettings.Flow.PLAIN
        ? new PlainNetwork(shape, features, seed, placement)
        : new Mabn(shape, features, seed, placement);
  }

  /** Adds the parameters; called once, by the constructor. */
  abstract void initialise(Randomness random);

  /** Returns the scores, (M, B), of features (M, B, F). */
  abstract Tensor forward(Tensor input, Chance chance);

  PredictorSettings.Network shape() {
    return shape;
  }

  /** Returns F. */
  int features() {
    return features;
  }

  /** Returns M. */
  int members() {
    return shape.members();
  }

  /** Returns where parameters and batches lie. */
  Placement placement() {
    return placement;
  }

  /** Returns the parameters by name, in a fixed order. */
  Map<String, Tensor> parameters() {
    lifetime.requireOpen();
    return parameters;
  }

  /**
   * Returns the scores of the mean network, (M, B): deterministic.
   *
   * @param batch features, (B, F)
   */
  Tensor mean(Tensor batch) {
    return forward(batch, null, null);
  }

  /** Returns scores with weights drawn from the posterior, (M, B). */
  Tensor sample(Tensor batch, Randomness random) {
    return forward(batch, random, null);
  }

  /** Returns scores with weights drawn from the posterior and values dropped, (M, B). */
  Tensor train(Tensor batch, Randomness random) {
    return forward(batch, random, random);
  }

  private Tensor forward(Tensor batch, Randomness weights, Randomness values) {
    try (Lifetime.Call call = lifetime.call()) {
      Tensor input = batch.unsqueeze(0).expand(shape.members(), batch.size(0), features);
      return forward(input, new Chance(weights, values));
    }
  }

  void addLinear(Randomness random, String name, int from, int to) {
    double bound = 1 / Math.sqrt(from);
    add(name + ".weight", random.uniform(bound, shape.members(), from, to));
    add(name + ".bias", random.uniform(bound, shape.members(), 1, to));
  }

  void addBayesian(Randomness random, String name, int from, int to) {
    addLinear(random, name, from, to);
    add(name + ".rho", Tensors.filled(INITIAL_RHO, ElementType.FLOAT32, shape.members(), from, to));
    bayesian.add(name);
  }

  void addNorm(String name, int width) {
    add(name + ".scale", Tensors.filled(1, ElementType.FLOAT32, shape.members(), 1, width));
    add(name + ".shift", Tensors.filled(0, ElementType.FLOAT32, shape.members(), 1, width));
  }

  private void add(String name, Tensor parameter) {
    Tensor placed = placement.copy(parameter);
    placed.set_requires_grad(true);
    parameters.put(name, placed.retainReference());
  }

  Tensor linear(String name, Tensor x) {
    return torch.baddbmm(parameters.get(name + ".bias"), x, parameters.get(name + ".weight"));
  }

  /** weight = μ + softplus(ρ)·ε, ε ~ N(0, 1); at the mean, ε = 0. */
  Tensor bayesian(String name, Tensor x, Chance chance) {
    Tensor weight = parameters.get(name + ".weight");
    if (chance.weights() != null) {
      Tensor noise = chance.weights().normal(weight.size(0), weight.size(1), weight.size(2));
      weight = weight.add(torch.softplus(parameters.get(name + ".rho")).mul(noise));
    }
    return torch.baddbmm(parameters.get(name + ".bias"), x, weight);
  }

  Tensor norm(String name, Tensor x) {
    Tensor centred =
        torch.layer_norm(x, new long[] {x.size(-1)}, null, null, LAYER_NORM_EPSILON, false);
    return torch.addcmul(parameters.get(name + ".shift"), centred, parameters.get(name + ".scale"));
  }

  Tensor drop(Tensor x, Chance chance) {
    if (chance.values() == null || shape.dropout() == 0) {
      return x;
    }
    long[] sizes = new long[(int) x.dim()];
    for (int d = 0; d < sizes.length; d++) {
      sizes[d] = x.size(d);
    }
    return x.mul(chance.values().keep(1 - shape.dropout(), sizes));
  }

  /**
   * Returns KL(q ‖ N(0, 1)) per Bayesian weight, averaged over members and layers: ½(σ² + μ² − 1) −
   * log σ; 0 without Bayesian layers.
   */
  Tensor divergence() {
    Tensor sum = placement.filled(0, ScalarType.Float);
    for (String name : bayesian) {
      Tensor deviation = torch.softplus(parameters.get(name + ".rho"));
      Tensor mean = parameters.get(name + ".weight");
      sum =
          sum.add(
              deviation
                  .square()
                  .add(mean.square())
                  .sub(new Scalar(1))
                  .mul(new Scalar(0.5))
                  .sub(deviation.log())
                  .mean()
                  .mul(new Scalar(1.0 / bayesian.size())));
    }
    return sum;
  }

  /** Frees the parameters. Closing twice is allowed. */
  @Override
  public void close() {
    lifetime.close();
  }
}
