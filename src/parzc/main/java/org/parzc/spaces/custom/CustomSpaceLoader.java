package org.parzc.spaces.custom;

import org.parzc.space.SearchSpace;
import org.parzc.space.SpaceLoader;

/** Loads spaces that files describe: {@code custom:FILE}. */
public final class CustomSpaceLoader implements SpaceLoader {
  @Override
  public String prefix() {
    return "custom";
  }

  @Override
  public String description() {
    return "the cell space that a YAML or JSON file describes";
  }

  @Override
  public SearchSpace load(String argument) {
    return CustomSpace.read(argument);
  }
}
