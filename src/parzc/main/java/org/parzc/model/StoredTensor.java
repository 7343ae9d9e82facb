package org.parzc.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.pytorch.Tensor;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Tensors;

/**
 * A tensor in a file.
 *
 * @param shape sizes, outermost first
 * @param type of the elements
 * @param values the elements in C order, least significant byte first
 */
record StoredTensor(long[] shape, ElementType type, byte[] values) {
  /**
   * @throws IllegalArgumentException if a part is missing, or there are not as many values as the
   *     shape says
   */
  StoredTensor {
    if (shape == null || type == null || values == null) {
      throw new IllegalArgumentException("found a tensor without shape, type or values");
    }
    long bytes = type.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("found a tensor of size " + size);
      }
      bytes = size == 0 ? 0 : bytes > Integer.MAX_VALUE / size ? Integer.MAX_VALUE : bytes * size;
    }
    if (bytes != values.length) {
      throw new IllegalArgumentException(
          "found a tensor with %d bytes, expected %d".formatted(values.length, bytes));
    }
  }

  /** Returns a copy of a tensor whose elements are of a type. */
  static StoredTensor of(Tensor tensor, ElementType type) {
    double[] values = Tensors.values(tensor);
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (type) {
        case FLOAT32 -> bytes.putFloat((float) value);
        case FLOAT64 -> bytes.putDouble(value);
      }
    }
    return new StoredTensor(tensor.sizes().vec().get(), type, bytes.array());
  }

  /** Returns the tensor, in float64; it belongs to the caller's {@code PointerScope}. */
  Tensor tensor() {
    ByteBuffer bytes = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    double[] elements = new double[values.length / type.bytes()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = type == ElementType.FLOAT32 ? bytes.getFloat() : bytes.getDouble();
    }
    return Tensors.of(elements, shape);
  }
}
