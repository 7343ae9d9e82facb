package org.parzc.spaces.custom;

import java.util.List;
import org.parzc.space.EdgeCell;

/**
 * What an edge may compute.
 *
 * @param place where it is defined
 * @param text its name
 * @param layers its layers where channels and resolution stay
 * @param reduction its layers on edges from the input of a cell that changes channels or resolution
 */
record CustomOperation(
    Place place, String text, List<CustomLayer> layers, List<CustomLayer> reduction)
    implements EdgeCell.Operation {
  /** Returns the layers at a place. */
  List<CustomLayer> in(Setting setting) {
    return setting.isReduction() ? reduction : layers;
  }

  @Override
  public boolean isZero() {
    return consistOf(CustomLayer.Zero.class, layers)
        && consistOf(CustomLayer.Zero.class, reduction);
  }

  @Override
  public boolean isIdentity(int source) {
    return consistOf(CustomLayer.Identity.class, layers)
        && (source > 0 || consistOf(CustomLayer.Identity.class, reduction));
  }

  private static boolean consistOf(Class<? extends CustomLayer> kind, List<CustomLayer> layers) {
    return layers.stream().allMatch(kind::isInstance);
  }

  @Override
  public String toString() {
    return text;
  }
}
