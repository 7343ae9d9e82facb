package org.parzc.model;

import java.util.List;
import org.parzc.InputException;

/**
 * Shape and training of MABN. Dimension names: members M, batch B, features F, sequence S, segments T = S / P, segment
 * length P, width D.
 *
 * @param preset name of the preset these settings started from
 * @param encoder how statistics become features
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
 */
public record MabnSettings(String preset, FeatureEncoder.Kind encoder, int members, int sequence, int segment,
    int width, Flow flow, int depth, Mixing mixing, double tokenExpansion, double channelExpansion, double dropout,
    LabelScale labels, List<WeightedLoss> losses, double klWeight, Optimiser optimiser, double learningRate,
    double weightDecay, int epochs, int batch) {

  /** How features reach the score. */
  public enum Flow {
    /** Through a linear projection, and past a layer norm after the last block, as published. */
    PUBLISHED,
    /**
     * Through a projection with a GELU and no last layer norm, so that the size of a feature is not lost; a linear
     * function of the features is added to the score.
     */
    WIDE
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

  /** Checks the ranges. */
  public MabnSettings {
    losses = List.copyOf(losses);
    if (members < 1 || sequence % segment != 0 || width % 2 != 0 || epochs < 1 || batch < 2 || losses.isEmpty()
        || dropout < 0 || dropout >= 1) {
      throw new IllegalArgumentException("MABN settings out of range");
    }
  }

  /** Returns the paper's model as published: about 10 M parameters, on its own node vector. */
  public static MabnSettings paper() {
    return new MabnSettings("paper", FeatureEncoder.Kind.SEQUENTIAL, 1, 752, 16, 512, Flow.PUBLISHED, 4, Mixing.CHANNEL, 4, 0.5, 0.1,
        LabelScale.PERCENT, List.of(new WeightedLoss(new RankingLoss.DiffKendall(0.5), 1)), 0, Optimiser.ADAM, 1e-4, 1e-3,
        300, 10);
  }

  /**
   * Returns the preset that this project recommends: small, aligned features, an ensemble trained in one graph. What it
   * was chosen on is written in {@code docs/results/nasbench201.md}.
   */
  public static MabnSettings recommended() {
    return new MabnSettings("default", FeatureEncoder.Kind.ALIGNED, 8, 64, 8, 32, Flow.WIDE, 2,
        Mixing.TOKEN, 2, 2, 0.1, LabelScale.GAUSSIAN_RANK, List.of(
            new WeightedLoss(new RankingLoss.DiffKendall(4), 0.5), new WeightedLoss(new RankingLoss.PairwiseLogistic(), 1)),
        0, Optimiser.ADAM_W, 3e-3, 1e-2, 120, 64);
  }

  /**
   * Returns the preset of that name.
   *
   * @throws InputException if there is none
   */
  public static MabnSettings preset(String name) {
    return switch (name) {
      case "paper" -> paper();
      case "default" -> recommended();
      default -> throw new InputException("unknown preset '%s'; known: default, paper".formatted(name));
    };
  }

  /** Returns the same settings with other losses. */
  public MabnSettings withLosses(List<WeightedLoss> others) {
    return new MabnSettings(preset, encoder, members, sequence, segment, width, flow, depth, mixing,
        tokenExpansion, channelExpansion, dropout, labels, others, klWeight, optimiser, learningRate, weightDecay,
        epochs, batch);
  }

  /** Returns the same settings with another number of epochs. */
  public MabnSettings withEpochs(int others) {
    return new MabnSettings(preset, encoder, members, sequence, segment, width, flow, depth, mixing,
        tokenExpansion, channelExpansion, dropout, labels, losses, klWeight, optimiser, learningRate, weightDecay,
        others, batch);
  }
}
