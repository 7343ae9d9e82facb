package org.parzc.spaces.transformer;

import java.util.ArrayList;
import java.util.List;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.TokenLayer.ClassToken;
import org.parzc.blueprint.TokenLayer.LayerNorm;
import org.parzc.blueprint.TokenLayer.MapToTokens;
import org.parzc.blueprint.TokenLayer.PositionEmbedding;
import org.parzc.blueprint.TokenLayer.TokenRange;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

/**
 * One vision transformer of {@link AutoFormer}.
 *
 * @param hiddenSize features of a token
 * @param mlpRatios per block, the features inside its feed-forward network as a multiple of the
 *     hidden size
 * @param heads per block, the heads of its attention
 */
record AutoFormerArchitecture(int hiddenSize, List<Double> mlpRatios, List<Integer> heads)
    implements VisionTransformer {
  /** Copies the lists. */
  public AutoFormerArchitecture {
    mlpRatios = List.copyOf(mlpRatios);
    heads = List.copyOf(heads);
  }

  private AutoFormerSupernet supernet() {
    return AutoFormerSupernet.of(hiddenSize);
  }

  private int depth() {
    return heads.size();
  }

  @Override
  public String text() {
    return String.join(
        SearchSpace.SEPARATOR,
        String.valueOf(hiddenSize),
        String.valueOf(depth()),
        VisionTransformer.joined(mlpRatios),
        VisionTransformer.joined(heads));
  }

  @Override
  public String spaceName() {
    return AutoFormer.NAME;
  }

  /**
   * {@inheritDoc} Here: in the hidden size, in the ratio or the heads of one block, or in a last
   * block more or less; within the same supernet.
   */
  @Override
  public List<Architecture> neighbours() {
    List<Architecture> neighbours = new ArrayList<>();
    for (int other : VisionTransformer.others(supernet().hiddenSizes, hiddenSize)) {
      neighbours.add(new AutoFormerArchitecture(other, mlpRatios, heads));
    }
    if (supernet().depths.contains(depth() - 1)) {
      neighbours.add(
          new AutoFormerArchitecture(
              hiddenSize, mlpRatios.subList(0, depth() - 1), heads.subList(0, depth() - 1)));
    }
    if (supernet().depths.contains(depth() + 1)) {
      for (double ratio : supernet().mlpRatios) {
        for (int headCount : supernet().heads) {
          neighbours.add(
              new AutoFormerArchitecture(
                  hiddenSize,
                  VisionTransformer.with(mlpRatios, depth(), ratio),
                  VisionTransformer.with(heads, depth(), headCount)));
        }
      }
    }
    for (int block = 0; block < depth(); block++) {
      for (double ratio : VisionTransformer.others(supernet().mlpRatios, mlpRatios.get(block))) {
        neighbours.add(
            new AutoFormerArchitecture(
                hiddenSize, VisionTransformer.with(mlpRatios, block, ratio), heads));
      }
      for (int headCount : VisionTransformer.others(supernet().heads, heads.get(block))) {
        neighbours.add(
            new AutoFormerArchitecture(
                hiddenSize, mlpRatios, VisionTransformer.with(heads, block, headCount)));
      }
    }
    return neighbours;
  }

  /**
   * {@inheritDoc} Patches, a class token, position embeddings, the blocks, normalisation, the mean
   * over the tokens of the patches, and a linear head.
   */
  @Override
  public Blueprint blueprint(Skeleton skeleton) {
    Blueprint.Builder network = Blueprint.builder(skeleton.input());
    int x = Patches.embed(network, hiddenSize, Patches.side(skeleton.input()));
    x = network.add(new ClassToken(hiddenSize), network.add(new MapToTokens(), x));
    int tokens = network.shape(x).height();
    x = network.add(new PositionEmbedding(tokens, hiddenSize), x);
    for (int block = 0; block < depth(); block++) {
      network.cell("block" + (block + 1));
      x = block(block).write(network, x, AutoFormer.slotsOfBlock(block + 1));
    }
    network.cell("");
    x = network.add(new TokenRange(1, tokens - 1), network.add(new LayerNorm(hiddenSize), x));
    return VisionTransformer.classified(network, x, skeleton.classes());
  }

  private TransformerBlock block(int block) {
    return new TransformerBlock(
        supernet().attention(hiddenSize, heads.get(block)),
        heads.get(block),
        (int) (mlpRatios.get(block) * hiddenSize));
  }

  @Override
  public List<String> picture() {
    List<String> lines =
        new ArrayList<>(List.of("hidden size %d, %d blocks".formatted(hiddenSize, depth())));
    for (int block = 0; block < depth(); block++) {
      lines.add(
          "block %2d  %2d heads, %d features in attention, %d in the feed-forward network"
              .formatted(
                  block + 1, heads.get(block), block(block).attention(), block(block).hidden()));
    }
    return lines;
  }

  @Override
  public String toString() {
    return text();
  }
}
