package org.parzc.nativecore;

import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.MemberGetter;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Platform;

/**
 * The C ABI of {@code parzc/parzc.h}, function by function; JavaCPP makes the glue from it.
 * Addresses travel as {@code long}, so that arrays of pointers need no native memory of their own.
 * Loaded by {@link NativeLibrary} only.
 */
@Platform(include = "parzc/parzc.h", link = "parzc")
final class ParzcNative {
  private ParzcNative() {}

  @MemberGetter
  @Name("PARZC_OK")
  static native int ok();

  @MemberGetter
  @Name("PARZC_INVALID_ARGUMENT")
  static native int invalidArgument();

  @MemberGetter
  @Name("PARZC_UNAVAILABLE")
  static native int unavailable();

  @MemberGetter
  @Name("PARZC_CUDA_ERROR")
  static native int cudaError();

  @MemberGetter
  @Name("PARZC_OUT_OF_MEMORY")
  static native int outOfMemory();

  @MemberGetter
  @Name("PARZC_FLOAT32")
  static native int float32();

  @MemberGetter
  @Name("PARZC_FLOAT64")
  static native int float64();

  @MemberGetter
  @Name("PARZC_SUM_W2")
  static native int sumW2();

  @MemberGetter
  @Name("PARZC_SUM_G2")
  static native int sumG2();

  @MemberGetter
  @Name("PARZC_SUM_ABS_WG")
  static native int sumAbsWg();

  @MemberGetter
  @Name("PARZC_SUM_WG")
  static native int sumWg();

  @MemberGetter
  @Name("PARZC_SUM_WH")
  static native int sumWh();

  @MemberGetter
  @Name("PARZC_SUM_NONFINITE")
  static native int sumNonFinite();

  @MemberGetter
  @Name("PARZC_SUM_COLUMNS")
  static native int sumColumns();

  @Name("parzc_version")
  static native String version();

  @Name("parzc_simd")
  static native String simd();

  @Name("parzc_cuda_architectures")
  static native String cudaArchitectures();

  @Name("parzc_last_error")
  static native String lastError();

  @Name("parzc_settle_allocator")
  static native int settleAllocator();

  @Name("parzc_skip_destructors")
  static native int skipDestructors();

  @Name("parzc_set_openmp_threads")
  static native int setOpenMpThreads(String library, int threads);

  @Name("parzc_open_cpu")
  static native int openCpu(int threads, @Cast("parzc_backend**") long[] backend);

  @Name("parzc_open_cuda")
  static native int openCuda(int device, @Cast("parzc_backend**") long[] backend);

  @Name("parzc_cuda_devices")
  static native int cudaDevices(int[] count);

  @Name("parzc_close")
  static native void close(@Cast("parzc_backend**") long[] backend);

  @Name("parzc_describe")
  static native String describe(@Cast("const parzc_backend*") long backend);

  @Name("parzc_check_device")
  static native int checkDevice(@Cast("parzc_backend*") long backend);

  @Name("parzc_device_memory")
  static native int deviceMemory(
      @Cast("parzc_backend*") long backend,
      @Cast("int64_t*") long[] freeBytes,
      @Cast("int64_t*") long[] totalBytes);

  @Name("parzc_open_queue")
  static native int openQueue(
      @Cast("parzc_backend*") long backend,
      @Cast("void*") long stream,
      @Cast("parzc_queue**") long[] queue);

  @Name("parzc_finish")
  static native int finish(@Cast("parzc_queue*") long queue);

  @Name("parzc_close_queue")
  static native void closeQueue(@Cast("parzc_queue**") long[] queue);

  @Name("parzc_node_sums")
  static native int nodeSums(
      @Cast("parzc_queue*") long queue,
      int dtype,
      @Cast("int64_t") long tensors,
      @Cast("const void* const*") long[] weights,
      @Cast("const void* const*") long[] gradients,
      @Cast("const void* const*") long[] hessianGradients,
      @Cast("const int64_t*") long[] sizes,
      @Cast("double*") long sums);

  @Name("parzc_fisher")
  static native int fisher(
      @Cast("parzc_queue*") long queue,
      int dtype,
      @Cast("int64_t") long layers,
      @Cast("const void* const*") long[] activations,
      @Cast("const void* const*") long[] gradients,
      @Cast("const int64_t*") long[] images,
      @Cast("const int64_t*") long[] channels,
      @Cast("const int64_t*") long[] positions,
      @Cast("double*") long fisher);

  @Name("parzc_sign_agreement")
  static native int signAgreement(
      @Cast("parzc_queue*") long queue,
      int dtype,
      @Cast("int64_t") long layers,
      @Cast("int64_t") long images,
      @Cast("const void* const*") long[] inputs,
      @Cast("const int64_t*") long[] features,
      @Cast("int64_t*") long agreement);

  @Name("parzc_zico")
  static native int zico(
      @Cast("parzc_queue*") long queue,
      int dtype,
      @Cast("int64_t") long tensors,
      @Cast("int64_t") long batches,
      @Cast("const void* const*") long[] gradients,
      @Cast("const int64_t*") long[] sizes,
      @Cast("double*") long zico);

  @Name("parzc_diffkendall")
  static native int diffKendall(
      @Cast("parzc_queue*") long queue,
      int dtype,
      @Cast("int64_t") long lists,
      @Cast("const int64_t*") long[] sizes,
      @Cast("const void*") long predictions,
      @Cast("const void*") long labels,
      double alpha,
      @Cast("double*") long values,
      @Cast("void*") long gradient);

  @Name("parzc_diffkendall_of_host")
  static native int diffKendallOfHost(
      @Cast("parzc_queue*") long queue,
      int dtype,
      @Cast("int64_t") long lists,
      @Cast("const int64_t*") long[] sizes,
      @Cast("const void*") double[] predictions,
      @Cast("const void*") double[] labels,
      double alpha,
      @Cast("double*") long values,
      @Cast("void*") long gradient);
}
