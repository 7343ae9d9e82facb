package org.parzc.spaces.custom;

/**
 * Where a list of layers stands.
 *
 * @param in channels that it reads
 * @param out channels that it is to give
 * @param stride rows and columns of its input to one of its output
 * @param width channels C of the skeleton
 * @param classes classes of the skeleton
 */
record Setting(int in, int out, int stride, int width, int classes) {
  /** Returns whether channels or resolution change. */
  boolean isReduction() {
    return in != out || stride != 1;
  }
}
