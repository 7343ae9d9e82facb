package org.parzc.spaces.transformer;

import org.parzc.blueprint.Shape;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

/**
 * A search space of vision transformers: patches of an image, blocks, and a linear head. Width and
 * depth are the architecture's own.
 */
public sealed interface VisionTransformerSpace extends SearchSpace permits AutoFormer, Pit {
  @Override
  default Skeleton defaultSkeleton() {
    return new Skeleton(1, 1, 100, new Shape(3, 224, 224));
  }

  @Override
  default boolean isSizedBySkeleton() {
    return false;
  }
}
