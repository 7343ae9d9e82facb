package org.parzc.model;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.Tensors;

/**
 * Where the tensors of a network lie, as LibTorch names it.
 *
 * @param type kind of device
 * @param index which of that kind
 */
record Placement(DeviceType type, byte index) {
  /** The machine's own memory. */
  static final Placement CPU = new Placement(DeviceType.CPU, (byte) -1);

  /** Returns where a device places tensors. */
  static Placement of(Device device) {
    return device.isCpu() ? CPU : of(device.place(Tensors.filled(0, ElementType.FLOAT32)));
  }

  private static Placement of(Tensor tensor) {
    return new Placement(tensor.device().type().intern(), tensor.device().index());
  }

  boolean isCpu() {
    return type == DeviceType.CPU;
  }

  /** Returns a tensor of the CPU here: itself on the CPU, else a copy, which is made in the order of the stream. */
  Tensor copy(Tensor tensor) {
    return isCpu() ? tensor : tensor.to(device(), tensor.scalar_type(), true, false, new MemoryFormatOptional());
  }

  /** Returns a tensor of any values. */
  Tensor empty(ScalarType elements, long... shape) {
    return torch.empty(shape, options(elements), null);
  }

  /** Returns a tensor filled with one value, without a copy. */
  Tensor filled(double value, ScalarType elements, long... shape) {
    return torch.full(shape, new Scalar(value), options(elements));
  }

  /** Returns a new generator of random numbers that draws here. */
  Generator generator(long seed) {
    if (isCpu()) {
      return torch.make_generator_cpu(seed & Long.MAX_VALUE);
    }
    Generator generator = torch_cuda.make_generator_cuda(index);
    generator.set_current_seed(seed & Long.MAX_VALUE);
    return generator;
  }

  private TensorOptions options(ScalarType elements) {
    return isCpu() ? new TensorOptions(elements)
        : new TensorOptions(device()).dtype(new ScalarTypeOptional(elements));
  }

  private org.bytedeco.pytorch.Device device() {
    return new org.bytedeco.pytorch.Device(type, index);
  }
}
