package org.parzc.spaces.custom;

import java.util.List;
import java.util.OptionalInt;

/**
 * A part of the network that is around the searched cells, or holds them; parts stand one after the
 * other.
 */
sealed interface Part {
  /** Returns where it is defined. */
  Place place();

  /** Returns its name, which begins the names of its slots. */
  String name();

  /** Layers that every architecture has. */
  record Block(Place place, String name, List<CustomLayer> layers) implements Part {}

  /**
   * The searched cell, several times.
   *
   * @param channels channels that the cells give
   * @param stride stride of the first cell, 1 in the others
   * @param cells number of cells; empty for the skeleton's
   */
  record Stage(Place place, String name, ChannelCount channels, int stride, OptionalInt cells)
      implements Part {}
}
