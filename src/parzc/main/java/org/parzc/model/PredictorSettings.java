package org.parzc.model;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.parzc.InputException;

/**
 * Hyperparameters of MABN: its shape and its training. Dimension names: members M, batch B,
 * features F, sequence S, segments T = S / P, segment length P, width D. As JSON, the components of
 * all parts stand side by side.
 *
 * @param preset the preset and what was changed in it, as {@link #preset} reads it
 * @param features what the network reads
 * @param network its shape
 * @param training how its weights are found
 * @param companion what the network's scores are averaged with
 */
public record PredictorSettings(
    String preset,
    @JsonUnwrapped Features features,
    @JsonUnwrapped Network network,
    @JsonUnwrapped Training training,
    Companion companion) {

  /**
   * What a predictor reads.
   *
   * @param encoder how statistics become features
   * @param families what the features of an aligned encoder are about
   */
  public record Features(FeatureEncoder.Kind encoder, Set<FeatureFamily> families) {
    /**
     * Checks that there are any.
     *
     * @throws IllegalArgumentException with the component that is out of range
     */
    public Features {
      families = Collections.unmodifiableSet(new TreeSet<>(families));
      require(!families.isEmpty(), "families", families);
    }
  }

  /**
   * The shape of the network.
   *
   * @param members M, networks trained together and averaged, at least 1
   * @param sequence S, what the features are projected to; a multiple of {@code segment}
   * @param segment P
   * @param width D, even
   * @param flow how features reach the score
   * @param blocks what stands between the first layer and the score
   * @param dropout share of values dropped in training, in [0, 1)
   */
  public record Network(
      int members,
      int sequence,
      int segment,
      int width,
      Flow flow,
      @JsonUnwrapped Blocks blocks,
      double dropout) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException with the component that is out of range
     */
    public Network {
      require(members >= 1 && members <= MOST, "members", members);
      require(segment >= 1, "segment", segment);
      require(
          sequence >= segment && sequence % segment == 0 && sequence <= MOST, "sequence", sequence);
      require(width >= 2 && width % 2 == 0 && width <= MOST, "width", width);
      require(dropout >= 0 && dropout < 1, "dropout", dropout);
      double weights =
          (double) members
              * blocks.depth()
              * weightsOfABlock(sequence, segment, width, flow, blocks);
      require(
          weights <= MOST_WEIGHTS,
          "size of the network (members, sequence, width, depth, expansions)",
          String.format(Locale.ROOT, "%.3g weights", weights));
    }

    private static double weightsOfABlock(
        int sequence, int segment, int width, Flow flow, Blocks blocks) {
      if (flow == Flow.PLAIN) {
        return (double) sequence * sequence;
      }
      double mixed = blocks.mixing() == Mixing.TOKEN ? sequence / segment : width;
      return 2 * blocks.tokenExpansion() * mixed * mixed
          + 2 * blocks.channelExpansion() * width * width;
    }
  }

  /**
   * The blocks of the mixer; of a plain network, its hidden layers after the first.
   *
   * @param depth number of blocks
   * @param mixing what the first feed-forward of a block mixes
   * @param tokenExpansion hidden size of the first feed-forward over its input size
   * @param channelExpansion hidden size of the second feed-forward over its input size
   */
  public record Blocks(int depth, Mixing mixing, double tokenExpansion, double channelExpansion) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException with the component that is out of range
     */
    public Blocks {
      require(depth >= 0 && depth <= MOST, "depth", depth);
      require(tokenExpansion > 0 && tokenExpansion <= MOST, "tokenExpansion", tokenExpansion);
      require(
          channelExpansion > 0 && channelExpansion <= MOST, "channelExpansion", channelExpansion);
    }
  }

  /**
   * How the weights are found.
   *
   * @param labels how labels are scaled before the loss sees them
   * @param losses weighted losses that are added
   * @param klWeight weight of KL(q ‖ N(0, 1)) per Bayesian weight and label, at least 0
   * @param optimiser what takes the steps
   * @param learningRate its peak learning rate, which falls to 0 along a cosine
   * @param weightDecay its weight decay
   * @param epochs passes over the labels
   * @param batch B in training; a remainder of one label joins the batch before it
   */
  public record Training(
      LabelScale labels,
      List<WeightedLoss> losses,
      double klWeight,
      Optimiser optimiser,
      double learningRate,
      double weightDecay,
      int epochs,
      int batch) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException with the component that is out of range
     */
    public Training {
      losses = List.copyOf(losses);
      require(!losses.isEmpty(), "losses", losses);
      require(klWeight >= 0, "klWeight", klWeight);
      require(learningRate > 0, "learningRate", learningRate);
      require(weightDecay >= 0, "weightDecay", weightDecay);
      require(epochs >= 1 && epochs <= MOST_EPOCHS, "epochs", epochs);
      require(batch >= 2, "batch", batch);
    }
  }

  /** How features reach the score. */
  public enum Flow {
    /** Through a linear projection, and past a layer norm after the last block, as published. */
    PUBLISHED,
    /**
     * Through a projection with a GELU and no last layer norm, so that the size of a feature is not
     * lost; a linear function of the features is added to the score.
     */
    WIDE,
    /** Through hidden layers of S values, one more than {@code depth}: no mixer at all. */
    PLAIN
  }

  /** What the network's scores are averaged with. */
  public enum Companion {
    /** Nothing: the network alone. */
    NONE,
    /** A Gaussian process on the same features, which errs in other places when labels are few. */
    GAUSSIAN_PROCESS
  }

  /** What takes the steps of the training. */
  public enum Optimiser {
    /** Adam; the weight decay is part of the gradient. */
    ADAM,
    /** AdamW (Loshchilov and Hutter, ICLR 2019); the weight decay is apart from the gradient. */
    ADAM_W
  }

  /** What the first feed-forward of a block acts on. */
  public enum Mixing {
    /** Across segments: the mixer that the paper describes. */
    TOKEN,
    /** Within a segment, like the second: what the published code does. */
    CHANNEL
  }

  /**
   * One term of the loss.
   *
   * @param loss the loss
   * @param weight its weight, positive
   */
  public record WeightedLoss(RankingLoss loss, double weight) {}

  /** Nothing larger fits into memory. */
  private static final int MOST = 10_000;

  private static final double MOST_WEIGHTS = 1e9;
  private static final int MOST_EPOCHS = 1_000_000;

  private static final Set<FeatureFamily> ALL = Set.of(FeatureFamily.values());

  /**
   * Checks what concerns several parts.
   *
   * @throws IllegalArgumentException with the component that is out of range
   */
  public PredictorSettings {
    require(
        training.klWeight() == 0 || network.flow() != Flow.PLAIN, "klWeight", training.klWeight());
  }

  private static void require(boolean right, String name, Object found) {
    if (!right) {
      throw new IllegalArgumentException("%s out of range: %s".formatted(name, found));
    }
  }

  /** Returns the paper's model as published: about 10 M parameters, on its own node vector. */
  public static PredictorSettings paper() {
    return new PredictorSettings(
        "paper",
        new Features(FeatureEncoder.Kind.SEQUENTIAL, ALL),
        new Network(1, 752, 16, 512, Flow.PUBLISHED, new Blocks(4, Mixing.CHANNEL, 4, 0.5), 0.1),
        new Training(
            LabelScale.PERCENT,
            List.of(new WeightedLoss(new RankingLoss.DiffKendall(0.5), 1)),
            0,
            Optimiser.ADAM,
            1e-4,
            1e-3,
            300,
            10),
        Companion.NONE);
  }

  /**
   * Returns the preset that this project recommends: small, aligned features, an ensemble trained
   * in one graph, beside a Gaussian process. What it was chosen on is written in {@code
   * docs/results/nasbench201.md}.
   */
  public static PredictorSettings recommended() {
    return new PredictorSettings(
        "default",
        new Features(FeatureEncoder.Kind.ALIGNED, ALL),
        new Network(8, 64, 8, 32, Flow.WIDE, new Blocks(2, Mixing.TOKEN, 2, 2), 0.1),
        new Training(
            LabelScale.GAUSSIAN_RANK,
            List.of(
                new WeightedLoss(new RankingLoss.DiffKendall(4), 0.5),
                new WeightedLoss(new RankingLoss.PairwiseLogistic(), 1)),
            0,
            Optimiser.ADAM_W,
            3e-3,
            1e-2,
            120,
            64),
        Companion.GAUSSIAN_PROCESS);
  }

  /**
   * Returns a plain network of about the size of {@link #recommended}, on the same features and
   * with its training.
   */
  public static PredictorSettings mlp() {
    return MabnVariant.of("plain", recommended(), List.of("flow=plain", "companion=none"));
  }

  /**
   * Returns the settings that a text names: a preset ({@code default}, {@code paper}, {@code
   * plain}), with any number of changes, such as {@code default/members=1/mixing=channel} or {@code
   * paper/losses=diffkendall@4*0.5+mse}. What can be changed are the components of these records.
   *
   * @throws InputException if there is no such preset or component, or the value is out of range
   */
  public static PredictorSettings preset(String text) {
    return MabnVariant.read(text);
  }

  /** Returns the same settings with another number of epochs. */
  public PredictorSettings withEpochs(int others) {
    return MabnVariant.of(preset, this, List.of("epochs=" + others));
  }
}
