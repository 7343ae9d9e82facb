package org.parzc.network;

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

/**
 * Where tensors lie, as LibTorch names it. What is made belongs to the open {@code PointerScope}.
 * Immutable and thread-safe.
 *
 * @param type kind of device
 * @param index which of that kind; −1 for the CPU
 */
public record Placement(DeviceType type, byte index) {
  /** The machine's own memory. */
  public static final Placement CPU = new Placement(DeviceType.CPU, (byte) -1);

  /** Returns the memory of a CUDA device. */
  static Placement cuda(int index) {
    return new Placement(DeviceType.CUDA, (byte) index);
  }

  /** Returns whether this is the machine's own memory. */
  public boolean isCpu() {
    return type == DeviceType.CPU;
  }

  /** Begins work of the calling thread here; closed by the same thread. */
  public DeviceScope enter() {
    return isCpu() ? DeviceScope.cpu() : DeviceScope.cuda(index);
  }

  /**
   * Returns a tensor here: itself if it is here already, else a copy, complete when this returns.
   */
  Tensor place(Tensor tensor) {
    return isHere(tensor) ? tensor : tensor.to(device(), tensor.scalar_type());
  }

  /**
   * Returns a tensor here: itself if it is here already, else a copy, which is made in the order of
   * the current stream and may be read by what comes after it there.
   */
  public Tensor copy(Tensor tensor) {
    return isHere(tensor)
        ? tensor
        : tensor.to(device(), tensor.scalar_type(), true, false, new MemoryFormatOptional());
  }

  private boolean isHere(Tensor tensor) {
    return isCpu() ? !tensor.is_cuda() : tensor.is_cuda() && tensor.device().index() == index;
  }

  /** Returns a tensor of any values. */
  public Tensor empty(ScalarType elements, long... shape) {
    return torch.empty(shape, options(elements), null);
  }

  /** Returns a tensor filled with one value, without a copy. */
  public Tensor filled(double value, ScalarType elements, long... shape) {
    return torch.full(shape, new Scalar(value), options(elements));
  }

  /** Returns a new generator of random numbers that draws here. */
  public Generator generator(long seed) {
    if (isCpu()) {
      return torch.make_generator_cpu(seed & Long.MAX_VALUE);
    }
    Generator generator = torch_cuda.make_generator_cuda(index);
    generator.set_current_seed(seed & Long.MAX_VALUE);
    return generator;
  }

  private TensorOptions options(ScalarType elements) {
    return isCpu()
        ? new TensorOptions(elements)
        : new TensorOptions(device()).dtype(new ScalarTypeOptional(elements));
  }

  private org.bytedeco.pytorch.Device device() {
    return new org.bytedeco.pytorch.Device(type, index);
  }
}
