package org.parzc.network;

import org.parzc.blueprint.Blueprint;
import org.parzc.nativecore.ElementType;

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
