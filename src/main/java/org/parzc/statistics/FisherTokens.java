package org.parzc.statistics;

import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.passes.Measurements;
import org.parzc.passes.Pass;

/**
 * Fisher information of the output of a node on tokens, with the tokens in the place of channels: what the published
 * scripts compute for transformers. Other nodes do not have it.
 */
public final class FisherTokens implements Statistic {
  @Override
  public String name() {
    return "fisher_tokens";
  }

  @Override
  public String formula() {
    return "Σ_t ½ mean_n (Σ_f a·δ)² over tokens t and features f, of nodes on tokens";
  }

  @Override
  public Scale scale() {
    return Scale.POSITIVE;
  }

  @Override
  public Set<Pass> passes() {
    return Set.of(Pass.OUTPUT_GRADIENT);
  }

  @Override
  public boolean isPartial() {
    return true;
  }

  @Override
  public OptionalDouble of(Measurements measured, int node) {
    Double fisher = measured.fisherOfTokens().get(node);
    return fisher == null ? OptionalDouble.empty() : OptionalDouble.of(fisher);
  }
}
