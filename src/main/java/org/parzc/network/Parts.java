package org.parzc.network;

import org.bytedeco.javacpp.BoolPointer;

/** Which derivatives one of LibTorch's kernels computes; made once and kept. */
final class Parts {
  private Parts() {}

  /** Returns the flags for the input and the weights of a layer; biases there are none. */
  static BoolPointer of(boolean input, boolean weights) {
    BoolPointer parts = new BoolPointer(3);
    return parts.put(0, input).put(1, weights).put(2, false).retainReference();
  }
}
