/*
 * CUDA's header of this name for the kernels of libparzc in the stand-in: the host's calls are CUDA's own declarations,
 * answered by runtime.cpp; kernels run on the SIMT harness, and may read only memory of the device they run on.
 */
#ifndef PARZC_STAND_IN_CUDA_RUNTIME_H
#define PARZC_STAND_IN_CUDA_RUNTIME_H

#include <cuda_runtime_api.h>
#include <vector_functions.h>

#include <algorithm>
#include <mutex>

#undef __global__
#undef __device__
#undef __shared__
#undef __forceinline__
#undef __launch_bounds__
#define PARZC_HOST_API_OF_CUDA
#define __ldg load_of_harness
#include "../simt/cuda_runtime.h"
#undef __ldg

extern "C" {
cudaError_t cuda_stand_in_launch(const void* kernel, cudaStream_t stream);
unsigned cuda_stand_in_most_blocks();
bool cuda_stand_in_lies_in(const void* address, size_t bytes, int device, uintptr_t* begin, uintptr_t* end);
}

namespace stand_in {

/* The allocation that the running launch read last; most loads are from it. */
struct Readable {
  int device;
  uintptr_t begin, end;
};
/* Not __shared__, though thread-local: see kernels.cpp. */
Readable& readable();

/* Only one launch at a time: the harness has one set of fibers. */
std::mutex& harness();

}  // namespace stand_in

template <typename T>
T __ldg(const T* from) {
  stand_in::Readable& known = stand_in::readable();
  const uintptr_t at = reinterpret_cast<uintptr_t>(from);
  if ((at < known.begin || at + sizeof(T) > known.end) &&
      !cuda_stand_in_lies_in(from, sizeof(T), known.device, &known.begin, &known.end)) {
    simt::fault("a load from memory that is not the device's");
  }
  return load_of_harness(from);
}

template <typename T>
cudaError_t cudaMalloc(T** memory, size_t bytes) {
  return cudaMalloc(reinterpret_cast<void**>(memory), bytes);
}

template <typename T>
cudaError_t cudaMallocHost(T** memory, size_t bytes) {
  return cudaMallocHost(reinterpret_cast<void**>(memory), bytes);
}

template <typename T>
cudaError_t cudaHostAlloc(T** memory, size_t bytes, unsigned flags) {
  return cudaHostAlloc(reinterpret_cast<void**>(memory), bytes, flags);
}

template <typename... Parameters, typename... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               Arguments&&... arguments) {
  const cudaError_t code = cuda_stand_in_launch(reinterpret_cast<const void*>(kernel), config->stream);
  const unsigned blocks = std::min(config->gridDim.x, cuda_stand_in_most_blocks());
  if (code != cudaSuccess || blocks == 0) return code;
  struct Call {
    void (*kernel)(Parameters...);
    std::tuple<Parameters...> arguments;
  } arguments_of_kernel{kernel, std::tuple<Parameters...>(std::forward<Arguments>(arguments)...)};
  const auto call = [](void* c) { std::apply(static_cast<Call*>(c)->kernel, static_cast<Call*>(c)->arguments); };
  const std::lock_guard<std::mutex> one_at_a_time(stand_in::harness());
  int device = 0;
  cudaGetDevice(&device);
  stand_in::readable() = {device, 0, 0};
  simt::run({dim3{blocks, 1, 1}, config->blockDim, call, nullptr, &arguments_of_kernel, sizeof(Call),
             reinterpret_cast<const void*>(kernel)});
  return cudaSuccess;
}

#endif
