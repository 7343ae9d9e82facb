package org.parzc.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.nativecore.ElementType;
import org.parzc.network.LibTorch;
import org.parzc.network.Tensors;

/**
 * The mixed-architecture Bayesian network of ParZC (Dong et al., AAAI 2025, §3): features (B, F) → sequence (B, S) →
 * segments (B, T, P) → Bayesian embedding (B, T, D) → mixer blocks → mean over segments → Bayesian linear → score. With
 * {@link MabnSettings.Flow#WIDE}, a linear function of the features is added to the score.
 *
 * <p>All M members of an ensemble are computed in one graph: every parameter has a leading dimension M, and every
 * matrix product is batched over it. Scores belong to the caller's {@code PointerScope}; not thread-safe while trained.
 */
final class Mabn implements AutoCloseable {
  /** ρ at first: a posterior deviation of softplus(−5) = 0.0067. */
  private static final double INITIAL_RHO = -5;
  private static final double LAYER_NORM_EPSILON = 1e-5;

  /**
   * Where a forward pass draws from.
   *
   * @param weights source of ε; null for weights at their posterior means
   * @param values source of dropout; null to drop nothing
   */
  private record Chance(Randomness weights, Randomness values) {}

  private final MabnSettings settings;
  private final int features;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();

  /** Makes a model at initialisation. */
  Mabn(MabnSettings settings, int features, long seed) {
    LibTorch.start();
    this.settings = settings;
    this.features = features;
    try (PointerScope scope = new PointerScope()) {
      initialise(new Randomness(seed));
    }
  }

  private void initialise(Randomness random) {
    int segments = settings.sequence() / settings.segment();
    int width = settings.width();
    addLinear(random, "projection", features, settings.sequence());
    if (settings.flow() == MabnSettings.Flow.WIDE) {
      addLinear(random, "beside", features, 1);
    }
    addBayesian(random, "embedding", settings.segment(), width);
    for (int block = 0; block < settings.depth(); block++) {
      int mixed = settings.mixing() == MabnSettings.Mixing.TOKEN ? segments : width;
      addFeedForward(random, "block" + block + ".first", mixed, (int) Math.round(mixed * settings.tokenExpansion()));
      addFeedForward(random, "block" + block + ".second", width,
          (int) Math.round(width * settings.channelExpansion()));
    }
    if (settings.flow() == MabnSettings.Flow.PUBLISHED) {
      addNorm("norm");
    }
    addBayesian(random, "head", width, width);
    addLinear(random, "reduction", width, width / 2);
    addLinear(random, "score", width / 2, 1);
  }

  private void addFeedForward(Randomness random, String name, int from, int hidden) {
    addNorm(name + ".norm");
    addLinear(random, name + ".expand", from, hidden);
    addLinear(random, name + ".contract", hidden, from);
  }

  private void addLinear(Randomness random, String name, int from, int to) {
    double bound = 1 / Math.sqrt(from);
    add(name + ".weight", random.uniform(bound, settings.members(), from, to));
    add(name + ".bias", random.uniform(bound, settings.members(), 1, to));
  }

  private void addBayesian(Randomness random, String name, int from, int to) {
    addLinear(random, name, from, to);
    add(name + ".rho", Tensors.filled(INITIAL_RHO, ElementType.FLOAT32, settings.members(), from, to));
  }

  private void addNorm(String name) {
    add(name + ".scale", Tensors.filled(1, ElementType.FLOAT32, settings.members(), 1, settings.width()));
    add(name + ".shift", Tensors.filled(0, ElementType.FLOAT32, settings.members(), 1, settings.width()));
  }

  private void add(String name, Tensor parameter) {
    parameter.set_requires_grad(true);
    parameters.put(name, parameter.retainReference());
  }

  /** Returns M. */
  int members() {
    return settings.members();
  }

  /** Returns the parameters by name, in a fixed order. */
  Map<String, Tensor> parameters() {
    return parameters;
  }

  /**
   * Returns the scores of the mean network, (M, B): deterministic.
   *
   * @param batch features, (B, F)
   */
  Tensor mean(Tensor batch) {
    return forward(batch, new Chance(null, null));
  }

  /** Returns scores with weights drawn from the posterior, (M, B). */
  Tensor sample(Tensor batch, Randomness random) {
    return forward(batch, new Chance(random, null));
  }

  /** Returns scores with weights drawn from the posterior and values dropped, (M, B). */
  Tensor train(Tensor batch, Randomness random) {
    return forward(batch, new Chance(random, random));
  }

  private Tensor forward(Tensor batch, Chance chance) {
    long members = settings.members();
    long rows = batch.size(0);
    int width = settings.width();
    long segments = settings.sequence() / settings.segment();
    Tensor input = batch.unsqueeze(0).expand(members, rows, features);
    Tensor x = linear("projection", input);
    if (settings.flow() == MabnSettings.Flow.WIDE) {
      x = torch.gelu(x);
    }
    x = bayesian("embedding", x.reshape(members, rows * segments, settings.segment()), chance);
    for (int block = 0; block < settings.depth(); block++) {
      x = settings.mixing() == MabnSettings.Mixing.TOKEN
          ? x.add(mixTokens("block" + block + ".first", x, rows, segments, chance))
          : x.add(mixChannels("block" + block + ".first", x, chance));
      x = x.add(mixChannels("block" + block + ".second", x, chance));
    }
    if (settings.flow() == MabnSettings.Flow.PUBLISHED) {
      x = norm("norm", x);
    }
    x = x.reshape(members, rows, segments, width).mean(2);
    x = drop(linear("reduction", bayesian("head", x, chance)), chance);
    Tensor score = linear("score", x);
    return (settings.flow() == MabnSettings.Flow.WIDE ? score.add(linear("beside", input)) : score).squeeze(2);
  }

  private Tensor mixTokens(String name, Tensor x, long rows, long segments, Chance chance) {
    long members = settings.members();
    int width = settings.width();
    Tensor across = norm(name + ".norm", x).reshape(members, rows, segments, width).transpose(2, 3)
        .reshape(members, rows * width, segments);
    return feedForward(name, across, chance).reshape(members, rows, width, segments).transpose(2, 3)
        .reshape(members, rows * segments, width);
  }

  private Tensor mixChannels(String name, Tensor x, Chance chance) {
    return feedForward(name, norm(name + ".norm", x), chance);
  }

  private Tensor feedForward(String name, Tensor x, Chance chance) {
    Tensor hidden = drop(torch.gelu(linear(name + ".expand", x)), chance);
    return drop(linear(name + ".contract", hidden), chance);
  }

  private Tensor linear(String name, Tensor x) {
    return torch.baddbmm(parameters.get(name + ".bias"), x, parameters.get(name + ".weight"));
  }

  /** weight = μ + softplus(ρ)·ε, ε ~ N(0, 1); at the mean, ε = 0. */
  private Tensor bayesian(String name, Tensor x, Chance chance) {
    Tensor weight = parameters.get(name + ".weight");
    if (chance.weights() != null) {
      Tensor noise = chance.weights().normal(weight.size(0), weight.size(1), weight.size(2));
      weight = weight.add(torch.softplus(parameters.get(name + ".rho")).mul(noise));
    }
    return torch.baddbmm(parameters.get(name + ".bias"), x, weight);
  }

  private Tensor norm(String name, Tensor x) {
    Tensor centred = torch.layer_norm(x, new long[] {settings.width()}, null, null, LAYER_NORM_EPSILON, false);
    return torch.addcmul(parameters.get(name + ".shift"), centred, parameters.get(name + ".scale"));
  }

  private Tensor drop(Tensor x, Chance chance) {
    if (chance.values() == null || settings.dropout() == 0) {
      return x;
    }
    long[] shape = new long[(int) x.dim()];
    for (int d = 0; d < shape.length; d++) {
      shape[d] = x.size(d);
    }
    return x.mul(chance.values().keep(1 - settings.dropout(), shape));
  }

  /** Returns KL(q ‖ N(0, 1)) per Bayesian weight, averaged over the members: ½(σ² + μ² − 1) − log σ. */
  Tensor divergence() {
    List<Tensor> terms = new ArrayList<>();
    for (String name : List.of("embedding", "head")) {
      Tensor deviation = torch.softplus(parameters.get(name + ".rho"));
      Tensor mean = parameters.get(name + ".weight");
      terms.add(deviation.square().add(mean.square()).sub(new Scalar(1)).mul(new Scalar(0.5)).sub(deviation.log())
          .mean());
    }
    return terms.get(0).add(terms.get(1)).mul(new Scalar(0.5));
  }

  /**
   * Returns how much of the posterior's signal each feature reaches, averaged over the members: Σ_s |W_fs| · r_p(s) with
   * the projection W (F, S), p(s) the place of s in its segment, and r_p = mean_d |μ_pd| / σ_pd the signal-to-noise ratio
   * of row p of the Bayesian embedding (P, D), σ = softplus(ρ). A weight that the data pin down has a large ratio; a
   * feature counts as much as the projection hands it to such weights. What the mixer makes of it, and the linear
   * function beside it, play no part.
   *
   * @return one value per feature, (F), not negative
   */
  Tensor signalToNoise() {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor ratios = parameters.get("embedding.weight").abs().div(torch.softplus(parameters.get("embedding.rho")))
          .mean(2);
      Tensor ofSequence = ratios.repeat(1, settings.sequence() / settings.segment()).unsqueeze(2);
      return torch.matmul(parameters.get("projection.weight").abs(), ofSequence).squeeze(2).mean(0);
    }
  }

  /** Frees the parameters. */
  @Override
  public void close() {
    parameters.values().forEach(Tensor::releaseReference);
    parameters.clear();
  }
}
