package org.parzc.network;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.nativecore.ElementType;

/** Java arrays to tensors and back. Tensors belong to the caller's {@code PointerScope}. */
public final class Tensors {
  static {
    LibTorch.start();
  }

  private Tensors() {}

  /** Returns a tensor with a copy of the values in C order. */
  public static Tensor of(float[] values, ElementType type, long... shape) {
    Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Float), null);
    tensor.data_ptr_float().put(values);
    return type == ElementType.FLOAT32 ? tensor : tensor.to(scalarType(type));
  }

  /** Returns a float64 tensor with a copy of the values in C order. */
  public static Tensor of(double[] values, long... shape) {
    Tensor tensor = torch.empty(shape, new TensorOptions(ScalarType.Double), null);
    tensor.data_ptr_double().put(values);
    return tensor;
  }

  /** Returns an int64 vector with a copy of the class numbers. */
  public static Tensor of(int[] classes) {
    long[] values = new long[classes.length];
    for (int i = 0; i < classes.length; i++) {
      values[i] = classes[i];
    }
    Tensor tensor =
        torch.empty(new long[] {values.length}, new TensorOptions(ScalarType.Long), null);
    tensor.data_ptr_long().put(values);
    return tensor;
  }

  /** Returns a tensor filled with one value. */
  public static Tensor filled(double value, ElementType type, long... shape) {
    return torch.full(shape, new Scalar(value), new TensorOptions(scalarType(type)));
  }

  /** Returns the values in C order, as float64. */
  public static double[] values(Tensor tensor) {
    Tensor doubles = tensor.detach().cpu().to(ScalarType.Double).contiguous();
    double[] values = new double[(int) doubles.numel()];
    doubles.data_ptr_double().get(values);
    return values;
  }

  /**
   * Returns the address of a tensor's elements, or null if the tensor is undefined.
   *
   * @param type element type of the tensor
   * @throws IllegalArgumentException if the elements are not contiguous: a kernel would read the
   *     wrong ones
   * @throws RuntimeException with LibTorch's message if they are of another type
   */
  public static Pointer data(Tensor tensor, ElementType type) {
    if (!tensor.defined()) {
      return null;
    }
    if (!tensor.is_contiguous()) {
      throw new IllegalArgumentException("a kernel reads contiguous tensors only");
    }
    return switch (type) {
      case FLOAT32 -> tensor.data_ptr_float();
      case FLOAT64 -> tensor.data_ptr_double();
    };
  }

  /**
   * Returns a tensor that was read from a file. LibTorch believes sizes, strides and offsets that
   * reach beyond what the file brings, and reads whatever lies there in memory.
   *
   * @throws IllegalArgumentException if an element lies outside of the tensor's storage
   */
  public static Tensor requireInside(Tensor read) {
    if (read.defined() && read.has_storage() && read.numel() > 0) {
      double last = read.storage_offset();
      boolean inside = last >= 0;
      for (long dimension = 0; dimension < read.dim(); dimension++) {
        inside &= read.stride(dimension) >= 0;
        last += (read.size(dimension) - 1.0) * read.stride(dimension);
      }
      if (!inside || (last + 1) * read.itemsize() > read.storage().nbytes()) {
        throw new IllegalArgumentException("a tensor claims more elements than its storage has");
      }
    }
    return read;
  }

  /** Returns LibTorch's name of an element type. */
  public static ScalarType scalarType(ElementType type) {
    return switch (type) {
      case FLOAT32 -> ScalarType.Float;
      case FLOAT64 -> ScalarType.Double;
    };
  }
}
