package org.parzc.network;

import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.parzc.InputException;
import org.parzc.nativecore.Backend;
import org.parzc.nativecore.CpuBackend;
import org.parzc.nativecore.CudaBackend;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NativeException;

/**
 * Where networks run and their tensors lie: the CPU, or the first CUDA device. Chosen once at start; lives as long as
 * the process. Thread-safe.
 */
public final class Device {
  /** What the user may ask for. */
  public enum Request {
    /** CUDA if there is a device and LibTorch can use it, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** CUDA or nothing. */
    CUDA
  }

  private final Backend backend;
  private final String reason;

  private Device(Backend backend, String reason) {
    this.backend = backend;
    this.reason = reason;
  }

  private static final class Cpu {
    static final Device DEVICE = cpu("the default");

    private Cpu() {}
  }

  /**
   * Returns the CPU, with one thread to a call: parallel networks are faster than a parallel network.
   *
   * @throws NativeException if the native library is not available
   */
  public static Device cpu() {
    LibTorch.start();
    return Cpu.DEVICE;
  }

  private static Device cpu(String reason) {
    return new Device(new CpuBackend(1), reason);
  }

  /**
   * Returns the device asked for.
   *
   * @throws InputException with the reason if CUDA was asked for and cannot be had
   * @throws NativeException if the native library is not available
   */
  public static Device open(Request request) {
    LibTorch.start();
    if (request == Request.CPU) {
      return cpu("asked for");
    }
    try {
      return cuda(request == Request.CUDA ? "asked for" : "found");
    } catch (NativeException e) {
      if (request == Request.CUDA) {
        throw new InputException("--device: cuda cannot be had (" + e.getMessage() + "), expected cpu or auto", e);
      }
      return cpu(e.getMessage());
    }
  }

  private static Device cuda(String reason) {
    Backend backend = new CudaBackend(0, Device::currentStream);
    if (!torch.cuda_is_available()) {
      backend.close();
      throw new NativeException(backend.description() + " is there, but this LibTorch has no CUDA: build with -Pcuda");
    }
    LibTorch.makeCudaDeterministic();
    return new Device(backend, reason);
  }

  /** Returns the address of LibTorch's current stream; the default stream is a null pointer, which arrives as null. */
  private static long currentStream() {
    CUstream_st stream = torch_cuda.getCurrentCUDAStream().stream();
    return stream == null ? 0 : stream.address();
  }

  /** Returns what this is, such as "cpu, avx512, 1 thread". */
  public String description() {
    return backend.description();
  }

  /** Returns why it was chosen, or why not CUDA. */
  public String reason() {
    return reason;
  }

  /** Returns the kernels that read this device's memory. */
  public Kernels kernels() {
    return new Kernels(backend);
  }

  /** Returns whether networks run in the machine's own memory. */
  public boolean isCpu() {
    return !(backend instanceof CudaBackend);
  }

  /** Returns the tensor in this device's memory: itself if it is there already, else a copy. */
  public Tensor place(Tensor tensor) {
    return isCpu() ? tensor : tensor.cuda();
  }
}
