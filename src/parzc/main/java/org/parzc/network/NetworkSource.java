package org.parzc.network;

import org.parzc.blueprint.Blueprint;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;

/**
 * Builds the networks of one architecture, as often as the statistics need one. Used by one thread;
 * what it makes belongs to the open {@code PointerScope}.
 */
public interface NetworkSource {
  /**
   * Returns the source of an architecture's networks: its own if it brings some, else those of its
   * blueprint.
   */
  static NetworkSource of(Architecture architecture, Skeleton skeleton) {
    return architecture instanceof ImportedArchitecture imported
        ? imported.networks(skeleton)
        : of(architecture.blueprint(skeleton));
  }

  /** Returns the source of the networks that a blueprint describes. */
  static NetworkSource of(Blueprint blueprint) {
    return new BlueprintNetworks(blueprint);
  }

  /** Returns the description of the networks. */
  Blueprint blueprint();

  /**
   * Returns a network at initialisation: gradients for the weights of its nodes, no running
   * statistics.
   */
  MeasurableNetwork atInitialisation(Initialisation initialisation, ElementType type);

  /**
   * Returns a network that keeps running statistics, at first mean 0 and variance 1, but no
   * gradients.
   */
  MeasurableNetwork withRunningStatistics(Initialisation initialisation, ElementType type);
}
