package org.parzc.network;

import org.parzc.nativecore.ElementType;
import org.parzc.space.Blueprint;

/** Networks that a blueprint describes. */
record BlueprintNetworks(Blueprint blueprint) implements NetworkSource {
  @Override
  public MeasurableNetwork atInitialisation(Initialisation initialisation, ElementType type) {
    return Network.atInitialisation(blueprint, initialisation, type);
  }

  @Override
  public MeasurableNetwork withRunningStatistics(Initialisation initialisation, ElementType type) {
    return Network.withRunningStatistics(blueprint, initialisation, type);
  }
}
