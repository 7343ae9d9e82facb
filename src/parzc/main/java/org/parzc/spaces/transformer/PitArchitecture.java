package org.parzc.spaces.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Extent;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.TokenLayer.ClassToken;
import org.parzc.blueprint.TokenLayer.LayerNorm;
import org.parzc.blueprint.TokenLayer.MapToTokens;
import org.parzc.blueprint.TokenLayer.PositionEmbedding;
import org.parzc.blueprint.TokenLayer.TokenConcatenation;
import org.parzc.blueprint.TokenLayer.TokenRange;
import org.parzc.blueprint.TokenLayer.TokensToMap;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

/**
 * One vision transformer of {@link Pit}.
 *
 * @param base features of a token for each head
 * @param mlpRatio features inside a feed-forward network as a multiple of those of a token
 * @param depths per stage, the number of blocks
 * @param heads per stage, the heads of attention
 */
record PitArchitecture(int base, int mlpRatio, List<Integer> depths, List<Integer> heads)
    implements VisionTransformer {
  /** Copies the lists. */
  public PitArchitecture {
    depths = List.copyOf(depths);
    heads = List.copyOf(heads);
  }

  @Override
  public String text() {
    return String.join(
        SearchSpace.SEPARATOR,
        String.valueOf(base),
        String.valueOf(mlpRatio),
        VisionTransformer.joined(depths),
        VisionTransformer.joined(heads));
  }

  @Override
  public String spaceName() {
    return Pit.NAME;
  }

  /** {@inheritDoc} Here: in the base width, the ratio, or the depth or the heads of one stage. */
  @Override
  public List<Architecture> neighbours() {
    List<Architecture> neighbours = new ArrayList<>();
    for (int other : VisionTransformer.others(Pit.BASES, base)) {
      neighbours.add(new PitArchitecture(other, mlpRatio, depths, heads));
    }
    for (int other : VisionTransformer.others(Pit.MLP_RATIOS, mlpRatio)) {
      neighbours.add(new PitArchitecture(base, other, depths, heads));
    }
    for (int stage = 0; stage < Pit.STAGES; stage++) {
      for (int depth : VisionTransformer.others(Pit.DEPTHS.get(stage), depths.get(stage))) {
        neighbours.add(
            new PitArchitecture(
                base, mlpRatio, VisionTransformer.with(depths, stage, depth), heads));
      }
    }
    Pit.HEAD_TRIPLES.stream()
        .filter(this::differsInOneStage)
        .forEach(other -> neighbours.add(new PitArchitecture(base, mlpRatio, depths, other)));
    return neighbours;
  }

  private boolean differsInOneStage(List<Integer> other) {
    int differences = 0;
    for (int stage = 0; stage < Pit.STAGES; stage++) {
      differences += other.get(stage).equals(heads.get(stage)) ? 0 : 1;
    }
    return differences == 1;
  }

  /**
   * {@inheritDoc} Patches that overlap by half, position embeddings, a class token, the stages, and
   * normalisation and a linear head on the class token.
   */
  @Override
  public Blueprint blueprint(Skeleton skeleton) {
    Blueprint.Builder network = Blueprint.builder(skeleton.input());
    int map = Patches.embed(network, width(0), Math.max(1, Patches.side(skeleton.input()) / 2));
    int patches = network.add(new MapToTokens(), map);
    patches =
        network.add(new PositionEmbedding(network.shape(patches).height(), width(0)), patches);
    int x = network.add(new ClassToken(width(0)), patches);
    Shape grid = network.shape(map);
    for (int stage = 0; stage < Pit.STAGES; stage++) {
      if (stage > 0) {
        map = pooling(network, x, grid, stage);
        grid = network.shape(map);
        x = join(network, x, map, stage);
      }
      for (int block = 1; block <= depths.get(stage); block++) {
        network.cell("stage%d.block%d".formatted(stage + 1, block));
        x =
            new TransformerBlock(width(stage), heads.get(stage), mlpRatio * width(stage))
                .write(network, x, Pit.slotsOfBlock(stage + 1, block));
      }
      network.cell("");
    }
    int features = width(Pit.STAGES - 1);
    x = network.add(new LayerNorm(features), network.add(new TokenRange(0, 1), x));
    // The mean of the one token left is the token.
    return VisionTransformer.classified(network, x, skeleton.classes());
  }

  /** Returns the features of a token in a stage, numbered from 0. */
  private int width(int stage) {
    return base * heads.get(stage);
  }

  /** Halves the map of the patches' tokens and brings it to the width of the stage. */
  private int pooling(Blueprint.Builder network, int x, Shape grid, int stage) {
    int patches = network.add(new TokenRange(1, network.shape(x).height() - 1), x);
    int map = network.add(new TokensToMap(grid.height(), grid.width()), patches);
    return network.add(
        new Convolution(
            width(stage - 1),
            width(stage),
            Extent.square(3),
            Extent.square(2),
            Extent.square(1),
            1,
            width(stage - 1),
            true),
        map,
        Pit.slotsOfPooling(stage + 1).get(0),
        OptionalInt.empty());
  }

  /** Puts the class token, brought to the width of the stage, in front of the tokens of the map. */
  private int join(Blueprint.Builder network, int x, int map, int stage) {
    int token =
        TransformerBlock.linear(
            network,
            network.add(new TokenRange(0, 1), x),
            width(stage),
            Pit.slotsOfPooling(stage + 1).get(1));
    return network.add(new TokenConcatenation(), token, network.add(new MapToTokens(), map));
  }

  @Override
  public List<String> picture() {
    List<String> lines = new ArrayList<>();
    for (int stage = 0; stage < Pit.STAGES; stage++) {
      lines.add(
          "stage %d  %d blocks, %d heads, tokens of %d features, %d in the feed-forward networks"
              .formatted(
                  stage + 1,
                  depths.get(stage),
                  heads.get(stage),
                  width(stage),
                  mlpRatio * width(stage)));
    }
    return lines;
  }

  @Override
  public String toString() {
    return text();
  }
}
