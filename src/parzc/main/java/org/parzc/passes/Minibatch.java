package org.parzc.passes;

import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.Perturbation;
import org.parzc.network.Tensors;

/**
 * Images and classes as tensors. Read-only, so threads may share it.
 *
 * @param images (batch, channels, height, width)
 * @param targets (batch), int64
 * @param labels the same classes as Java numbers
 */
public record Minibatch(Tensor images, Tensor targets, int[] labels) {
  /** Returns a minibatch from pixels in C order, in a device's memory. */
  public static Minibatch of(
      Device device, float[] pixels, int[] labels, ElementType type, long... shape) {
    return new Minibatch(
        device.place(Tensors.of(pixels, type, shape)), device.place(Tensors.of(labels)), labels);
  }

  /** Returns the minibatch with images that are changed by rounding errors. */
  Minibatch perturbed(Perturbation by, String name) {
    return new Minibatch(by.of(images, name), targets, labels);
  }
}
