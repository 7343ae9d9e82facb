package org.parzc.model;

import com.google.common.base.Splitter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.parzc.InputException;

/**
 * Hyperparameters of MABN: its shape and its training. Dimension names: members M, batch B,
 * features F, sequence S, segments T = S / P, segment length P, width D.
 *
 * @param preset the preset and what was changed in it, as {@link #preset} reads it
 * @param encoder how statistics become features
 * @param families what the features of an aligned encoder are about
 * @param members M, networks trained together and averaged, at least 1
 * @param sequence S, what the features are projected to; a multiple of {@code segment}
 * @param segment P
 * @param width D, even
 * @param flow how features reach the score
 * @param depth number of mixer blocks
 * @param mixing what the first feed-forward of a block mixes
 * @param tokenExpansion hidden size of the first feed-forward over its input size
 * @param channelExpansion hidden size of the second feed-forward over its input size
 * @param dropout share of values dropped in training, in [0, 1)
 * @param labels how labels are scaled before the loss sees them
 * @param losses weighted losses that are added
 * @param klWeight weight of KL(q ‖ N(0, 1)) per Bayesian weight and label, at least 0
 * @param optimiser what takes the steps
 * @param learningRate its peak learning rate, which falls to 0 along a cosine
 * @param weightDecay its weight decay
 * @param epochs passes over the labels
 * @param batch B in training; a remainder of one label joins the batch before it
 * @param companion what the network's scores are averaged with
 */
public record PredictorSettings(
    String preset,
    FeatureEncoder.Kind encoder,
    Set<FeatureFamily> families,
    int members,
    int sequence,
    int segment,
    int width,
    Flow flow,
    int depth,
    Mixing mixing,
    double tokenExpansion,
    double channelExpansion,
    double dropout,
    LabelScale labels,
    List<WeightedLoss> losses,
    double klWeight,
    Optimiser optimiser,
    double learningRate,
    double weightDecay,
    int epochs,
    int batch,
    Companion companion) {

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
   * Checks the ranges.
   *
   * @throws IllegalArgumentException with the component that is out of range
   */
  public PredictorSettings {
    losses = List.copyOf(losses);
    families = Collections.unmodifiableSet(new TreeSet<>(families));
    require(!families.isEmpty(), "families", families);
    require(members >= 1 && members <= MOST, "members", members);
    require(segment >= 1, "segment", segment);
    require(
        sequence >= segment && sequence % segment == 0 && sequence <= MOST, "sequence", sequence);
    require(width >= 2 && width % 2 == 0 && width <= MOST, "width", width);
    require(depth >= 0 && depth <= MOST, "depth", depth);
    require(tokenExpansion > 0 && tokenExpansion <= MOST, "tokenExpansion", tokenExpansion);
    require(channelExpansion > 0 && channelExpansion <= MOST, "channelExpansion", channelExpansion);
    require(dropout >= 0 && dropout < 1, "dropout", dropout);
    require(!losses.isEmpty(), "losses", losses);
    require(klWeight >= 0 && (klWeight == 0 || flow != Flow.PLAIN), "klWeight", klWeight);
    require(learningRate > 0, "learningRate", learningRate);
    require(weightDecay >= 0, "weightDecay", weightDecay);
    require(epochs >= 1 && epochs <= MOST_EPOCHS, "epochs", epochs);
    require(batch >= 2, "batch", batch);
    double mixed = mixing == Mixing.TOKEN ? sequence / segment : width;
    double weights =
        (double) members
            * depth
            * (flow == Flow.PLAIN
                ? (double) sequence * sequence
                : 2 * tokenExpansion * mixed * mixed + 2 * channelExpansion * width * width);
    require(
        weights <= MOST_WEIGHTS,
        "size of the network (members, sequence, width, depth, expansions)",
        String.format(Locale.ROOT, "%.3g weights", weights));
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
        FeatureEncoder.Kind.SEQUENTIAL,
        ALL,
        1,
        752,
        16,
        512,
        Flow.PUBLISHED,
        4,
        Mixing.CHANNEL,
        4,
        0.5,
        0.1,
        LabelScale.PERCENT,
        List.of(new WeightedLoss(new RankingLoss.DiffKendall(0.5), 1)),
        0,
        Optimiser.ADAM,
        1e-4,
        1e-3,
        300,
        10,
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
        FeatureEncoder.Kind.ALIGNED,
        ALL,
        8,
        64,
        8,
        32,
        Flow.WIDE,
        2,
        Mixing.TOKEN,
        2,
        2,
        0.1,
        LabelScale.GAUSSIAN_RANK,
        List.of(
            new WeightedLoss(new RankingLoss.DiffKendall(4), 0.5),
            new WeightedLoss(new RankingLoss.PairwiseLogistic(), 1)),
        0,
        Optimiser.ADAM_W,
        3e-3,
        1e-2,
        120,
        64,
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
   * paper/losses=diffkendall@4*0.5+mse}. What can be changed are the components of this record.
   *
   * @throws InputException if there is no such preset or component, or the value is out of range
   */
  public static PredictorSettings preset(String text) {
    List<String> parts = Splitter.on('/').splitToList(text);
    PredictorSettings base =
        switch (parts.get(0)) {
          case "paper" -> paper();
          case "default" -> recommended();
          case "plain" -> mlp();
          default ->
              throw new InputException(
                  "unknown preset '%s'; known: default, paper, plain".formatted(parts.get(0)));
        };
    return MabnVariant.of(text, base, parts.subList(1, parts.size()));
  }

  /** Returns the same settings with another number of epochs. */
  public PredictorSettings withEpochs(int others) {
    return MabnVariant.of(preset, this, List.of("epochs=" + others));
  }
}
