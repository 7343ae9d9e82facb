package org.parzc.model;

import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.network.Placement;

/**
 * The mixed-architecture Bayesian network of ParZC (Dong et al., AAAI 2025, §3): features (B, F) →
 * sequence (B, S) → segments (B, T, P) → Bayesian embedding (B, T, D) → mixer blocks → mean over
 * segments → Bayesian linear → score. With {@link PredictorSettings.Flow#WIDE}, a linear function
 * of the features is added to the score.
 */
final class Mabn extends ScoreNetwork {
  /** Makes a model on the CPU, at initialisation. */
  Mabn(PredictorSettings.Network shape, int features, long seed) {
    this(shape, features, seed, Placement.CPU);
  }

  /** Makes a model at initialisation. */
  Mabn(PredictorSettings.Network shape, int features, long seed, Placement placement) {
    super(shape, features, seed, placement);
  }

  @Override
  void initialise(Randomness random) {
    PredictorSettings.Network shape = shape();
    int segments = shape.sequence() / shape.segment();
    int width = shape.width();
    addLinear(random, "projection", features(), shape.sequence());
    if (isWide()) {
      addLinear(random, "beside", features(), 1);
    }
    addBayesian(random, "embedding", shape.segment(), width);
    for (int block = 0; block < shape.blocks().depth(); block++) {
      int mixed = shape.blocks().mixing() == PredictorSettings.Mixing.TOKEN ? segments : width;
      addFeedForward(
          random,
          "block" + block + ".first",
          mixed,
          (int) Math.round(mixed * shape.blocks().tokenExpansion()));
      addFeedForward(
          random,
          "block" + block + ".second",
          width,
          (int) Math.round(width * shape.blocks().channelExpansion()));
    }
    if (!isWide()) {
      addNorm("norm", width);
    }
    addBayesian(random, "head", width, width);
    addLinear(random, "reduction", width, width / 2);
    addLinear(random, "score", width / 2, 1);
  }

  private boolean isWide() {
    return shape().flow() == PredictorSettings.Flow.WIDE;
  }

  private void addFeedForward(Randomness random, String name, int from, int hidden) {
    addNorm(name + ".norm", shape().width());
    addLinear(random, name + ".expand", from, hidden);
    addLinear(random, name + ".contract", hidden, from);
  }

  @Override
  Tensor forward(Tensor input, Chance chance) {
    PredictorSettings.Network shape = shape();
    long members = shape.members();
    long rows = input.size(1);
    long segments = shape.sequence() / shape.segment();
    Tensor x = linear("projection", input);
    if (isWide()) {
      x = torch.gelu(x);
    }
    x = bayesian("embedding", x.reshape(members, rows * segments, shape.segment()), chance);
    for (int block = 0; block < shape.blocks().depth(); block++) {
      x =
          shape.blocks().mixing() == PredictorSettings.Mixing.TOKEN
              ? x.add(mixTokens("block" + block + ".first", x, rows, segments, chance))
              : x.add(mixChannels("block" + block + ".first", x, chance));
      x = x.add(mixChannels("block" + block + ".second", x, chance));
    }
    if (!isWide()) {
      x = norm("norm", x);
    }
    x = x.reshape(members, rows, segments, shape.width()).mean(2);
    x = drop(linear("reduction", bayesian("head", x, chance)), chance);
    Tensor score = linear("score", x);
    return (isWide() ? score.add(linear("beside", input)) : score).squeeze(2);
  }

  private Tensor mixTokens(String name, Tensor x, long rows, long segments, Chance chance) {
    long members = shape().members();
    int width = shape().width();
    Tensor across =
        norm(name + ".norm", x)
            .reshape(members, rows, segments, width)
            .transpose(2, 3)
            .reshape(members, rows * width, segments);
    return feedForward(name, across, chance)
        .reshape(members, rows, width, segments)
        .transpose(2, 3)
        .reshape(members, rows * segments, width);
  }

  private Tensor mixChannels(String name, Tensor x, Chance chance) {
    return feedForward(name, norm(name + ".norm", x), chance);
  }

  private Tensor feedForward(String name, Tensor x, Chance chance) {
    Tensor hidden = drop(torch.gelu(linear(name + ".expand", x)), chance);
    return drop(linear(name + ".contract", hidden), chance);
  }

  /**
   * Returns how much of the posterior's signal each feature reaches, averaged over the members: Σ_s
   * |W_fs| · r_p(s) with the projection W (F, S), p(s) the place of s in its segment, and r_p =
   * mean_d |μ_pd| / σ_pd the signal-to-noise ratio of row p of the Bayesian embedding (P, D), σ =
   * softplus(ρ). A weight that the data pin down has a large ratio; a feature counts as much as the
   * projection hands it to such weights. What the mixer makes of it, and the linear function beside
   * it, play no part.
   *
   * @return one value per feature, (F), not negative
   */
  Tensor signalToNoise() {
    try (NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> all = parameters();
      Tensor ratios =
          all.get("embedding.weight").abs().div(torch.softplus(all.get("embedding.rho"))).mean(2);
      Tensor ofSequence = ratios.repeat(1, shape().sequence() / shape().segment()).unsqueeze(2);
      return torch.matmul(all.get("projection.weight").abs(), ofSequence).squeeze(2).mean(0);
    }
  }
}
