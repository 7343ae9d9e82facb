package org.parzc.spaces.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.space.TextScanner;

/**
 * AutoFormer's vision transformers (Chen et al., ICCV 2021), tiny, small and base: a hidden size, a
 * depth, and for each block its own number of heads and MLP ratio.
 *
 * <p>A text is {@code HIDDEN;DEPTH;RATIOS;HEADS}, such as {@code 192;12;3.5 4.0 …;4 4 …}, ratios
 * and heads with a value for each block. Of the {@link Skeleton}, only input and classes count.
 */
public final class AutoFormer implements VisionTransformerSpace {
  static final String NAME = "autoformer";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "AutoFormer vision transformers, tiny to base: hidden size, 12 to 16 blocks with their"
        + " own heads and ratio";
  }

  @Override
  public List<String> columns() {
    return List.of("hidden_dim", "depth", "mlp_ratio", "num_heads");
  }

  @Override
  public Architecture parse(String text) {
    TextScanner scanner = new TextScanner(text);
    int hiddenSize =
        scanner.choice(
            Arrays.stream(AutoFormerSupernet.values())
                .flatMap(one -> one.hiddenSizes.stream())
                .toList(),
            SEPARATOR,
            "a hidden size");
    AutoFormerSupernet supernet = AutoFormerSupernet.of(hiddenSize);
    scanner.expect(SEPARATOR);
    int depth = scanner.choice(supernet.depths, SEPARATOR, "a depth");
    scanner.expect(SEPARATOR);
    List<Double> ratios = perBlock(scanner, supernet.mlpRatios, depth, "MLP ratio");
    scanner.expect(SEPARATOR);
    List<Integer> heads = perBlock(scanner, supernet.heads, depth, "number of heads");
    scanner.expectEnd();
    return new AutoFormerArchitecture(hiddenSize, ratios, heads);
  }

  private static <T> List<T> perBlock(
      TextScanner scanner, List<T> choices, int depth, String what) {
    return VisionTransformer.values(
        scanner,
        depth,
        before -> choices,
        VisionTransformer.BLANK + SEPARATOR,
        block -> "the %s of block %d".formatted(what, block));
  }

  /** {@inheritDoc} Each choice uniform given those before it, the hidden size first. */
  @Override
  public Architecture random(RandomGenerator random) {
    AutoFormerSupernet supernet = any(List.of(AutoFormerSupernet.values()), random);
    int hiddenSize = any(supernet.hiddenSizes, random);
    int depth = any(supernet.depths, random);
    return new AutoFormerArchitecture(
        hiddenSize,
        Stream.generate(() -> any(supernet.mlpRatios, random)).limit(depth).toList(),
        Stream.generate(() -> any(supernet.heads, random)).limit(depth).toList());
  }

  private static <T> T any(List<T> choices, RandomGenerator random) {
    return choices.get(random.nextInt(choices.size()));
  }

  @Override
  public List<Slot> slots(Skeleton skeleton) {
    List<Slot> slots = new ArrayList<>();
    for (int block = 1; block <= AutoFormerSupernet.deepest(); block++) {
      slots.addAll(slotsOfBlock(block));
    }
    return VisionTransformer.withEnds(slots);
  }

  /** Returns the slots of one block, numbered from 1; the blocks share their groups. */
  static List<Slot> slotsOfBlock(int block) {
    return TransformerBlock.slots("block" + block, "block");
  }
}
