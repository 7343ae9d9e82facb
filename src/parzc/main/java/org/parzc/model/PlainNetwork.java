package org.parzc.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.parzc.network.Placement;

/**
 * Hidden layers with GELUs, F → S → S … → 1, each with dropout: no segments, no mixing, no Bayesian
 * layer. What MABN has to beat.
 */
final class PlainNetwork extends ScoreNetwork {
  PlainNetwork(PredictorSettings.Network shape, int features, long seed, Placement placement) {
    super(shape, features, seed, placement);
  }

  @Override
  void initialise(Randomness random) {
    int hidden = shape().sequence();
    addLinear(random, "projection", features(), hidden);
    for (int layer = 0; layer < shape().blocks().depth(); layer++) {
      addLinear(random, "hidden" + layer, hidden, hidden);
    }
    addLinear(random, "score", hidden, 1);
  }

  @Override
  Tensor forward(Tensor input, Chance chance) {
    Tensor x = drop(torch.gelu(linear("projection", input)), chance);
    for (int layer = 0; layer < shape().blocks().depth(); layer++) {
      x = drop(torch.gelu(linear("hidden" + layer, x)), chance);
    }
    return linear("score", x).squeeze(2);
  }
}
