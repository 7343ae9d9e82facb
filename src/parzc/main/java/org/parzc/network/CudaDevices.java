package org.parzc.network;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch_cuda;
import org.parzc.nativecore.Backend;
import org.parzc.nativecore.CudaBackend;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.NativeException;

/** The CUDA devices of this process, each tried out before anybody has it. Thread-safe. */
final class CudaDevices {
  private static final Map<Integer, Device> OPEN = new ConcurrentHashMap<>();

  private CudaDevices() {}

  /**
   * Returns a device, opened if it was not yet.
   *
   * @throws NativeException if there is none of that number, or it does not work
   */
  static Device get(int index) {
    return OPEN.computeIfAbsent(index, CudaDevices::tried);
  }

  /** Returns a CUDA device that was seen to work. */
  private static Device tried(int index) {
    Backend backend = new CudaBackend(index, () -> currentStream(index));
    try {
      startLibTorch(backend);
      Device device = new Device(backend, Placement.cuda(index));
      tryOut(device);
      return device;
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private static void startLibTorch(Backend backend) {
    try {
      LibTorch.startCuda();
    } catch (NativeException e) {
      throw new NativeException(
          "%s is there, but %s".formatted(backend.description(), e.getMessage()), e);
    }
  }

  /** Has LibTorch launch a kernel of its own, and one of ours read what LibTorch copied. */
  private static void tryOut(Device device) {
    try (DeviceScope on = device.enter();
        PointerScope scope = new PointerScope()) {
      device.filled(1, ElementType.FLOAT32, 4).sum().cpu();
      Tensor placed = device.place(Tensors.of(new double[] {3, 4}, 2));
      double sum =
          device
              .kernels()
              .nodeSums(
                  ElementType.FLOAT64,
                  new Pointer[] {Tensors.data(placed, ElementType.FLOAT64)},
                  new Pointer[1],
                  null,
                  new long[] {2})[0]
              .w2();
      if (sum != 25) {
        throw new NativeException("%s: 3² + 4² is %s there".formatted(device.name(), sum));
      }
    } catch (NativeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new NativeException("%s does not work: %s".formatted(device.name(), firstLine(e)), e);
    }
  }

  /**
   * Returns the address of LibTorch's current stream; the default stream is a null pointer, which
   * arrives as null.
   */
  private static long currentStream(int index) {
    CUstream_st stream = torch_cuda.getCurrentCUDAStream((byte) index).stream();
    return stream == null ? 0 : stream.address();
  }

  private static String firstLine(RuntimeException e) {
    // LibTorch's messages carry C++ frames after the first line.
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
