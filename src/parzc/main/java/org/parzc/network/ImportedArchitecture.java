package org.parzc.network;

import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;

/**
 * An architecture that brings its own network, weights included; its blueprint describes it but
 * does not build it.
 */
public interface ImportedArchitecture extends Architecture {
  /**
   * Returns the source of its networks. Native memory belongs to the open {@code PointerScope}.
   *
   * @throws InputException if the network cannot be read, or does not take the skeleton's images or
   *     give logits for its classes
   */
  NetworkSource networks(Skeleton skeleton);
}
