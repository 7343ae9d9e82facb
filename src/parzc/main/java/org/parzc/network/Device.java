package org.parzc.network;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.cuda.DeviceStats;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.parzc.InputException;
import org.parzc.nativecore.Backend;
import org.parzc.nativecore.CpuBackend;
import org.parzc.nativecore.CudaBackend;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NativeException;
import org.parzc.nativecore.NativeLibrary;

/**
 * Where networks run and their tensors lie: the CPU, or a CUDA device. Opened once; lives as long
 * as the process. Thread-safe; a thread works on a CUDA device inside its {@link #enter}.
 */
public final class Device {
  /** More workers than this keep a GPU no busier: what they wait for then is its launches. */
  private static final int MOST_WORKERS = 16;

  private final Backend backend;
  private final Placement placement;
  private final OptionalLong memory;

  Device(Backend backend, Placement placement) {
    this.backend = backend;
    this.placement = placement;
    memory =
        backend instanceof CudaBackend cuda
            ? OptionalLong.of(cuda.totalMemory())
            : OptionalLong.empty();
  }

  /**
   * The devices that a request got.
   *
   * @param devices at least one; more than one if all CUDA devices were asked for
   * @param reason why these, or why not CUDA
   */
  public record Choice(List<Device> devices, String reason) {}

  private static final class Cpu {
    static final Device DEVICE = new Device(new CpuBackend(1), Placement.CPU);

    private Cpu() {}
  }

  /**
   * Returns the CPU, with one thread to a call: parallel networks are faster than a parallel
   * network.
   *
   * @throws InputException if the environment's {@code PARZC_SIMD} names no instruction set
   * @throws NativeException if the native library is not available
   */
  public static Device cpu() {
    LibTorch.start();
    instructionSet();
    return Cpu.DEVICE;
  }

  /**
   * Returns the instruction set that our kernels run with on the CPU; see {@link
   * NativeLibrary#simd}.
   *
   * @throws InputException if the environment's {@code PARZC_SIMD} names none
   * @throws NativeException if the native library is not available
   */
  public static String instructionSet() {
    try {
      return NativeLibrary.simd();
    } catch (NativeException e) {
      if (e.kind() == NativeException.Kind.INVALID_ARGUMENT) {
        throw new InputException(e.getMessage(), e);
      }
      throw e;
    }
  }

  /**
   * Returns the device asked for, the first if those are several. See {@link #choose}.
   *
   * @throws InputException with the reason if CUDA was asked for and cannot be had
   * @throws NativeException if the native library is not available
   */
  public static Device open(DeviceRequest request) {
    return choose(request).devices().get(0);
  }

  /**
   * Returns the devices asked for.
   *
   * @throws InputException with the reason if CUDA was asked for and cannot be had
   * @throws NativeException if the native library is not available
   */
  public static Choice choose(DeviceRequest request) {
    if (request.kind() == DeviceRequest.Kind.CPU) {
      return new Choice(List.of(cpu()), "asked for");
    }
    LibTorch.start();
    try {
      int first = request.kind() == DeviceRequest.Kind.CUDA ? request.index() : 0;
      int devices =
          request.kind() == DeviceRequest.Kind.ALL ? Math.max(1, CudaBackend.devices()) : 1;
      return new Choice(
          IntStream.range(first, first + devices).mapToObj(CudaDevices::get).toList(),
          request.insistsOnCuda() ? "asked for" : "found");
    } catch (NativeException e) {
      if (request.insistsOnCuda()) {
        throw new InputException(
            "%s: %s cannot be had (%s), expected cpu or auto"
                .formatted(InputException.setting("device"), request, e.getMessage()),
            e);
      }
      return new Choice(List.of(cpu()), e.getMessage());
    }
  }

  /** Returns the short name, {@code cpu} or such as {@code cuda:0}. */
  public String name() {
    return isCpu() ? "cpu" : "cuda:" + placement.index();
  }

  /** Returns what this is, such as "cpu, avx512, 1 thread". */
  public String description() {
    return backend.description();
  }

  /** Returns the device and how it computes, for those who want the same numbers again. */
  public String provenance() {
    return isCpu()
        ? "cpu"
        : description() + ", float32 without TF32, deterministic algorithms where there are any";
  }

  /** Returns the kernels that read this device's memory. */
  public Kernels kernels() {
    return new Kernels(backend);
  }

  /** Returns whether networks run in the machine's own memory. */
  public boolean isCpu() {
    return placement.isCpu();
  }

  /** Begins work of the calling thread on this device; closed by the same thread. */
  public DeviceScope enter() {
    return placement.enter();
  }

  /** Returns where this device's tensors lie. */
  public Placement placement() {
    return placement;
  }

  /**
   * Returns the tensor in this device's memory: itself if it is there, else a copy, complete when
   * this returns.
   */
  public Tensor place(Tensor tensor) {
    return placement.place(tensor);
  }

  /** Returns a tensor filled with one value, made in this device's memory. */
  public Tensor filled(double value, ElementType type, long... shape) {
    return placement.filled(value, Tensors.scalarType(type), shape);
  }

  /**
   * Returns how many workers keep this device busy: as many as there are processors, at most 16 on
   * a GPU.
   */
  public int usefulWorkers() {
    int processors = Runtime.getRuntime().availableProcessors();
    return isCpu() ? processors : Math.min(MOST_WORKERS, processors);
  }

  /** Returns the bytes of this device's own memory; empty for the CPU. */
  public OptionalLong memory() {
    return memory;
  }

  /**
   * Returns the bytes that are free of this device's own memory, or kept by LibTorch for later;
   * empty for the CPU.
   */
  public OptionalLong freeMemory() {
    if (!(backend instanceof CudaBackend cuda)) {
      return OptionalLong.empty();
    }
    try (PointerScope scope = new PointerScope()) {
      DeviceStats stats = torch_cuda.getAllocator().getDeviceStats(placement.index());
      return OptionalLong.of(
          cuda.freeMemory() + stats.reserved_bytes().current() - stats.allocated_bytes().current());
    }
  }

  /** Gives back the memory that LibTorch keeps for later; nothing on the CPU. */
  public void emptyCache() {
    if (!isCpu()) {
      torch_cuda.getAllocator().emptyCache();
    }
  }

  /**
   * Runs something with LibTorch's own convolutions in place of cuDNN's, which have no
   * deterministic algorithm for a few of them. Nothing else may run on a CUDA device of this
   * process meanwhile.
   */
  public <T> T withoutCudnn(Supplier<T> work) {
    boolean before = torch.globalContext().userEnabledCuDNN();
    torch.globalContext().setUserEnabledCuDNN(false);
    try {
      return work.get();
    } finally {
      torch.globalContext().setUserEnabledCuDNN(before);
    }
  }

  /**
   * Refuses to go on with a device that is gone: after some errors, such as an illegal access, CUDA
   * fails for the rest of the process.
   *
   * @throws DeviceLostException if it is
   */
  public void requireWorking() {
    if (backend instanceof CudaBackend cuda) {
      try {
        cuda.checkDevice();
      } catch (NativeException e) {
        if (e.kind() != NativeException.Kind.CUDA_ERROR) {
          // Memory that is full now will not always be.
          return;
        }
        throw new DeviceLostException(
            "%s was lost: %s; the same command goes on where this one stopped"
                .formatted(name(), e.getMessage()),
            e);
      }
    }
  }
}
