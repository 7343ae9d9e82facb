package org.parzc.statistics;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.parzc.nativecore.NodeSums;
import org.parzc.passes.Pass;
import org.parzc.passes.PassResult;
import org.parzc.passes.PassResults;

/**
 * ParZC's own node-wise statistics, in the order of a store's columns: name, formula, scale,
 * passes, function. w are the weights of a node, g their loss gradient, H the Hessian, a the node's
 * output and δ its loss gradient, R the sum of the logits in SynFlow's pass. A constant is named as
 * users write it, since an enum's name is its constant's.
 */
public enum NodeWise implements Statistic {
  /** Size of a node's weights at initialisation. */
  l2_norm(
      "‖w‖₂", Scale.POSITIVE, Set.of(), (r, node) -> Math.sqrt(r.sums().weights().get(node).w2())),

  /** Size of the loss gradient of a node's weights (Abdelfattah et al., ICLR 2021). */
  grad_norm(
      "‖g‖₂",
      Scale.POSITIVE,
      Set.of(Pass.GRADIENT),
      (r, node) -> Math.sqrt(sums(r.sums().gradients(), node).g2())),

  /** Connection sensitivity (Lee et al., SNIP, ICLR 2019). */
  snip(
      "Σ |w·g|",
      Scale.POSITIVE,
      Set.of(Pass.GRADIENT),
      (r, node) -> sums(r.sums().gradients(), node).absWg()),

  /**
   * Signed connection sensitivity (Mozer and Smolensky, 1989); rounding noise for a weight that
   * batch norm follows.
   */
  plain(
      "Σ w·g",
      Scale.SIGNED,
      Set.of(Pass.GRADIENT),
      (r, node) -> sums(r.sums().gradients(), node).wg()),

  /**
   * Fisher information of a node's output channels (Turner et al., BlockSwap, ICLR 2020); those of
   * a node on tokens are the features, and its positions s the tokens.
   */
  fisher(
      "Σ_c ½ mean_n (Σ_s a·δ)²",
      Scale.POSITIVE,
      Set.of(Pass.OUTPUT_GRADIENT),
      (r, node) -> r.fisher().get().ofNodes()[node]),

  /**
   * Fisher information of the output of a node on tokens, with the tokens in the place of channels:
   * what the published scripts compute for transformers. Other nodes do not have it.
   */
  fisher_tokens(
      "Σ_t ½ mean_n (Σ_f a·δ)² over tokens t and features f, of nodes on tokens",
      Scale.POSITIVE,
      Set.of(Pass.OUTPUT_GRADIENT),
      (r, node) -> r.fisher().get().ofTokens().containsKey(node),
      (r, node) -> r.fisher().get().ofTokens().get(node)),

  /** How differently a node's own ReLU answers the images (Mellor et al., NASWOT, ICML 2021). */
  nwot(
      "log |det K| of the ReLU in the node's operation, K_ij = equal activation signs of images i"
          + " and j",
      Scale.LOGARITHMIC,
      Set.of(Pass.ACTIVATION),
      (r, node) -> r.signs().get().ofNode(node).isPresent(),
      (r, node) -> LogDeterminant.of(r.signs().get().ofNode(node).orElseThrow())),

  /** What a node's weights do to the gradient flow (Wang et al., GraSP, ICLR 2020). */
  grasp(
      "−Σ w·(Hg)",
      Scale.SIGNED,
      Set.of(Pass.HESSIAN_GRADIENT),
      // Not a negation, which would make a node without gradient −0.
      (r, node) -> 0 - sums(r.sums().hessianGradients(), node).wh()),

  /** Gradient mean against its standard deviation over minibatches (Li et al., ZiCo, ICLR 2023). */
  zico(
      "log Σ_k mean_b |g_b| / std_b(g_b)",
      Scale.LOGARITHMIC,
      Set.of(Pass.MINIBATCHES),
      (r, node) -> Math.log(r.variation().get().ofNodes()[node])),

  /** Synaptic flow (Tanaka et al., NeurIPS 2020). */
  synflow(
      "Σ |w·∂R/∂w|, absolute weights, input of ones, normalisation bypassed",
      Scale.POSITIVE,
      Set.of(Pass.SYNFLOW),
      (r, node) -> sums(r.synflow(), node).absWg()),

  /**
   * Synaptic flow as ParZC's published scripts compute it, with batch norm active. The maps of an
   * image of ones are constant but for rounding, which batch norm then blows up, so it is noise in
   * many nodes; its sum ranks NAS-Bench-201 like chance. It costs a pass of its own and tells
   * little, so it is not measured by default.
   */
  synflow_bn(
      "Σ |w·∂R/∂w|, absolute weights, input of ones, batch statistics of that one image",
      Scale.POSITIVE,
      Set.of(Pass.SYNFLOW_BN),
      (r, node) -> sums(r.synflowBn(), node).absWg());

  private final String formula;
  private final Scale scale;
  private final Set<Pass> passes;
  private final boolean partial;
  private final Has has;
  private final Value value;

  /** Whether a node has the statistic. */
  private interface Has {
    boolean test(PassResults results, int node);
  }

  /** The statistic of a node that has it. */
  private interface Value {
    double of(PassResults results, int node);
  }

  /** A statistic of every node. */
  NodeWise(String formula, Scale scale, Set<Pass> passes, Value value) {
    this(formula, scale, passes, false, (results, node) -> true, value);
  }

  /** A statistic of some nodes. */
  NodeWise(String formula, Scale scale, Set<Pass> passes, Has has, Value value) {
    this(formula, scale, passes, true, has, value);
  }

  NodeWise(String formula, Scale scale, Set<Pass> passes, boolean partial, Has has, Value value) {
    this.formula = formula;
    this.scale = scale;
    this.passes = passes;
    this.partial = partial;
    this.has = has;
    this.value = value;
  }

  private static NodeSums sums(PassResult<List<NodeSums>> ofPass, int node) {
    return ofPass.get().get(node);
  }

  @Override
  public OptionalDouble of(PassResults results, int node) {
    return has.test(results, node)
        ? OptionalDouble.of(value.of(results, node))
        : OptionalDouble.empty();
  }

  @Override
  public String formula() {
    return formula;
  }

  @Override
  public Scale scale() {
    return scale;
  }

  @Override
  public Set<Pass> passes() {
    return passes;
  }

  @Override
  public boolean isPartial() {
    return partial;
  }

  @Override
  public boolean isDefault() {
    return this != synflow_bn;
  }
}
