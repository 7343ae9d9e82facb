package org.parzc.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.AutogradState;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * The calling thread's work on a device, until it is closed. LibTorch and OpenBLAS compute with one
 * thread to a call meanwhile, so that results do not depend on how many the host gives them. On
 * CUDA the device is current, what the thread queues goes to a stream of its own, and its backward
 * passes run on it: LibTorch would send them all to one thread of its own for each device, where
 * workers wait for each other. The thread gets back what it had, and the process when the last
 * scope is closed. Opened and closed by the same thread; may be nested.
 */
public final class DeviceScope implements AutoCloseable {
  private static final ThreadLocal<Map<Byte, CUDAStream>> STREAMS =
      ThreadLocal.withInitial(HashMap::new);

  private List<Runnable> restore;

  /**
   * @param restore run in this order
   */
  private DeviceScope(Runnable... restore) {
    this.restore = List.of(restore);
  }

  static DeviceScope cpu() {
    LibTorch.start();
    Runnable threads = ProcessState.oneThread();
    ProcessState.CPU.begin();
    return new DeviceScope(ProcessState.CPU::end, threads);
  }

  /**
   * @param index number of the CUDA device
   */
  static DeviceScope cuda(byte index) {
    DeviceScope onCpu = cpu();
    ProcessState.CUDA.begin();
    try {
      return new DeviceScope(onStream(index), ProcessState.CUDA::end, onCpu::close);
    } catch (RuntimeException e) {
      ProcessState.CUDA.end();
      onCpu.close();
      throw e;
    }
  }

  /**
   * Makes the device and a stream of the thread's own current; returns what makes those before them
   * current again.
   */
  private static Runnable onStream(byte index) {
    byte deviceBefore = torch_cuda.current_device();
    CUDAStream streamBefore = torch_cuda.getCurrentCUDAStream(index).retainReference();
    boolean threadsBefore = AutogradState.get_tls_state().get_multithreading_enabled();
    torch_cuda.set_device(index);
    torch_cuda.setCurrentCUDAStream(STREAMS.get().computeIfAbsent(index, DeviceScope::stream));
    AutogradState.get_tls_state().set_multithreading_enabled(false);
    return () -> {
      AutogradState.get_tls_state().set_multithreading_enabled(threadsBefore);
      torch_cuda.setCurrentCUDAStream(streamBefore);
      streamBefore.releaseReference();
      // Only if it is in use: to make a device current that is not takes some hundred megabytes of
      // it.
      torch_cuda.MaybeSetDevice(deviceBefore);
    };
  }

  /**
   * Kept as long as the thread: LibTorch has a pool of streams and keeps memory and plans for each.
   */
  private static CUDAStream stream(byte index) {
    return torch_cuda.getStreamFromPool(false, index).retainReference();
  }

  /**
   * Gives the thread back the device, the stream and the threads it had. Closing twice is allowed.
   */
  @Override
  public void close() {
    List<Runnable> now = restore;
    restore = List.of();
    now.forEach(Runnable::run);
  }
}
