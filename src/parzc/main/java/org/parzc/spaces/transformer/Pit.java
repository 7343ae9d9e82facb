package org.parzc.spaces.transformer;

import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.List;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;
import org.parzc.space.TextScanner;

/**
 * Pooling-based vision transformers (Heo et al., ICCV 2021) as Auto-Prox (Wei et al., AAAI 2024)
 * searches them: three stages of transformer blocks, between which a convolution halves the map of
 * the tokens and widens them.
 *
 * <p>A text is {@code BASE;RATIO;DEPTHS;HEADS}, such as {@code 32;4;2 6 4;2 4 8}, depths and heads
 * with a value for each stage. A token has BASE features for each head; heads do not become fewer,
 * since the pooling convolution gives each feature as many successors. Of the {@link Skeleton},
 * only input and classes count.
 */
public final class Pit implements EnumerableSpace, VisionTransformerSpace {
  static final String NAME = "pit";
  static final int STAGES = 3;
  static final List<Integer> BASES = List.of(16, 24, 32, 40);
  static final List<Integer> MLP_RATIOS = List.of(2, 4, 6, 8);
  static final List<List<Integer>> DEPTHS =
      List.of(List.of(1, 2, 3), List.of(4, 6, 8), List.of(2, 4, 6));
  static final List<Integer> HEADS = List.of(2, 4, 8);

  /** The heads of the three stages, every way that is allowed. */
  static final List<List<Integer>> HEAD_TRIPLES =
      HEADS.stream()
          .flatMap(
              first ->
                  from(first).stream()
                      .flatMap(
                          second ->
                              from(second).stream().map(third -> List.of(first, second, third))))
          .toList();

  /** Returns the numbers of heads that a stage may have after one with that many. */
  private static List<Integer> from(int fewest) {
    return HEADS.stream().filter(heads -> heads >= fewest).toList();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "PiT vision transformers: three stages with their own depth and heads, a base width and"
        + " an MLP ratio";
  }

  @Override
  public List<String> columns() {
    return List.of("base_dim", "mlp_ratio", "depth", "num_heads");
  }

  @Override
  public Architecture parse(String text) {
    TextScanner scanner = new TextScanner(text);
    int base = scanner.choice(BASES, SEPARATOR, "a base width");
    scanner.expect(SEPARATOR);
    int ratio = scanner.choice(MLP_RATIOS, SEPARATOR, "an MLP ratio");
    scanner.expect(SEPARATOR);
    List<Integer> depths =
        VisionTransformer.values(
            scanner,
            STAGES,
            before -> DEPTHS.get(before.size()),
            VisionTransformer.BLANK + SEPARATOR,
            stage -> "the depth of stage " + stage);
    scanner.expect(SEPARATOR);
    List<Integer> heads =
        VisionTransformer.values(
            scanner,
            STAGES,
            before -> before.isEmpty() ? HEADS : from(Iterables.getLast(before)),
            VisionTransformer.BLANK,
            stage -> "the heads of stage " + stage);
    scanner.expectEnd();
    return new PitArchitecture(base, ratio, depths, heads);
  }

  @Override
  public long size() {
    return (long) BASES.size()
        * MLP_RATIOS.size()
        * HEAD_TRIPLES.size()
        * DEPTHS.stream().mapToLong(List::size).reduce(1, (a, b) -> a * b);
  }

  /**
   * {@inheritDoc} The base width varies slowest, then the MLP ratio, the depths from the first on,
   * and the heads.
   */
  @Override
  public Architecture at(long index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("architecture " + index + " of " + size());
    }
    int rest = (int) index;
    List<Integer> heads = HEAD_TRIPLES.get(rest % HEAD_TRIPLES.size());
    rest /= HEAD_TRIPLES.size();
    Integer[] depths = new Integer[STAGES];
    for (int stage = STAGES - 1; stage >= 0; stage--) {
      depths[stage] = DEPTHS.get(stage).get(rest % DEPTHS.get(stage).size());
      rest /= DEPTHS.get(stage).size();
    }
    return new PitArchitecture(
        BASES.get(rest / MLP_RATIOS.size()),
        MLP_RATIOS.get(rest % MLP_RATIOS.size()),
        List.of(depths),
        heads);
  }

  @Override
  public List<Slot> slots(Skeleton skeleton) {
    List<Slot> slots = new ArrayList<>();
    for (int stage = 1; stage <= STAGES; stage++) {
      if (stage > 1) {
        slots.addAll(slotsOfPooling(stage));
      }
      int deepest = DEPTHS.get(stage - 1).stream().mapToInt(depth -> depth).max().orElseThrow();
      for (int block = 1; block <= deepest; block++) {
        slots.addAll(slotsOfBlock(stage, block));
      }
    }
    return VisionTransformer.withEnds(slots);
  }

  /**
   * Returns the slots of one block of a stage, both numbered from 1; the blocks of a stage share
   * their groups.
   */
  static List<Slot> slotsOfBlock(int stage, int block) {
    return TransformerBlock.slots("stage%d.block%d".formatted(stage, block), "stage" + stage);
  }

  /**
   * Returns the slots of the layers that lead into a stage: that of the map, and that of the class
   * token.
   */
  static List<Slot> slotsOfPooling(int stage) {
    return List.of(
        Slot.single("stage%d.pooling".formatted(stage)),
        Slot.single("stage%d.class_token".formatted(stage)));
  }
}
