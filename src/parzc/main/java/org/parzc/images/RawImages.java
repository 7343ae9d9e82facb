package org.parzc.images;

import java.util.Arrays;
import org.parzc.blueprint.Shape;

/**
 * Images as their file stores them, without a copy: image {@code i} starts at byte {@code offset +
 * i * stride}.
 *
 * @param bytes the file's content
 * @param offset byte of the first image's first pixel
 * @param stride bytes from one image to the next
 * @param shape stored shape of one image, channel by channel, row by row
 * @param labels class of each image
 */
record RawImages(byte[] bytes, int offset, int stride, Shape shape, byte[] labels) {
  int count() {
    return labels.length;
  }

  Normalisation measure() {
    long[][] counts = new long[shape.channels()][256];
    int positions = (int) shape.positions();
    for (int image = 0; image < count(); image++) {
      for (int channel = 0; channel < shape.channels(); channel++) {
        int start = offset + image * stride + channel * positions;
        for (int at = start; at < start + positions; at++) {
          counts[channel][bytes[at] & 0xff]++;
        }
      }
    }
    return Normalisation.of(counts);
  }

  /**
   * Writes an image in the middle of a frame: what lies around it is black, and a single stored
   * channel is repeated.
   *
   * @param tables normalised value of each byte value, for each stored channel
   * @param target receives {@code frame.elements()} values from {@code at} on
   */
  void write(int image, Shape frame, float[][] tables, float[] target, int at) {
    int top = (frame.height() - shape.height()) / 2;
    int left = (frame.width() - shape.width()) / 2;
    int positions = (int) frame.positions();
    for (int channel = 0; channel < frame.channels(); channel++) {
      int stored = shape.channels() == 1 ? 0 : channel;
      float[] table = tables[stored];
      int from = offset + image * stride + stored * (int) shape.positions();
      int to = at + channel * positions;
      Arrays.fill(target, to, to + positions, table[0]);
      for (int row = 0; row < shape.height(); row++) {
        int next = to + (row + top) * frame.width() + left;
        for (int column = 0; column < shape.width(); column++) {
          target[next++] = table[bytes[from++] & 0xff];
        }
      }
    }
  }
}
