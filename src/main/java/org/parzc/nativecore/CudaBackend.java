package org.parzc.nativecore;

import java.util.function.LongSupplier;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.DoublePointer;

/**
 * A CUDA device. The JavaCPP Presets for CUDA are touched only once a device was found: without a driver they do not
 * load.
 */
public final class CudaBackend extends Backend {
  private final LongSupplier stream;

  /**
   * Opens a device.
   *
   * @param device its number, from 0
   * @param stream asked at every call, on the calling thread, for the {@code cudaStream_t} to work on, such as LibTorch's
   *     current stream; 0 is the default stream
   * @throws NativeException with the reason if there is no such device or the library was built without CUDA
   */
  public CudaBackend(int device, LongSupplier stream) {
    super(open(device));
    this.stream = stream;
  }

  private static long open(int device) {
    NativeLibrary.require();
    long[] backend = new long[1];
    NativeLibrary.check(ParzcNative.openCuda(device, backend));
    return backend[0];
  }

  @Override
  long stream() {
    return stream.getAsLong();
  }

  @Override
  DiffKendall diffKendall(double[] predictions, double[] labels, double alpha) {
    int n = predictions.length;
    double[] value = new double[1];
    double[] gradient = new double[n];
    try (DeviceArray x = DeviceArray.of(predictions);
        DeviceArray y = DeviceArray.of(labels);
        DeviceArray slopes = DeviceArray.of(gradient)) {
      // The default stream: the arrays were copied on it.
      NativeLibrary.check(ParzcNative.diffKendall(handle(), 0, ElementType.FLOAT64.code(), 1, new long[] {n},
          x.address(), y.address(), alpha, value, slopes.address()));
      slopes.copyTo(gradient);
    }
    return new DiffKendall(value[0], gradient);
  }

  /** Float64 values in device memory, on the device that is current. */
  private record DeviceArray(DoublePointer values, long bytes) implements AutoCloseable {
    static DeviceArray of(double[] values) {
      DoublePointer memory = new DoublePointer();
      long bytes = (long) values.length * Double.BYTES;
      check(cudart.cudaMalloc(memory, bytes));
      DeviceArray array = new DeviceArray(memory, bytes);
      try (DoublePointer host = new DoublePointer(values)) {
        check(cudart.cudaMemcpy(memory, host, bytes, cudart.cudaMemcpyHostToDevice));
      } catch (NativeException e) {
        array.close();
        throw e;
      }
      return array;
    }

    long address() {
      return values.address();
    }

    void copyTo(double[] target) {
      try (DoublePointer host = new DoublePointer(target.length)) {
        check(cudart.cudaMemcpy(host, values, bytes, cudart.cudaMemcpyDeviceToHost));
        host.get(target);
      }
    }

    @Override
    public void close() {
      cudart.cudaFree(values);
    }

    private static void check(int code) {
      if (code != cudart.cudaSuccess) {
        throw new NativeException(cudart.cudaGetErrorString(code).getString());
      }
    }
  }
}
