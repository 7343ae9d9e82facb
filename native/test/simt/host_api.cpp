/* The host API of cuda_runtime.h. Device memory is exact in size, for ASan, and holds NaN until it is written. */
#include <chrono>
#include <cstdlib>

#include "cuda_runtime.h"

namespace {

struct Failure {
  cudaError_t code;
  const char* name;
  const char* text;
};

/* CUDA's own texts. */
constexpr Failure kFailures[] = {
    {cudaErrorInvalidValue, "cudaErrorInvalidValue", "invalid argument"},
    {cudaErrorMemoryAllocation, "cudaErrorMemoryAllocation", "out of memory"},
    {cudaErrorInvalidConfiguration, "cudaErrorInvalidConfiguration", "invalid configuration argument"},
};

int countdown_to_failure = 0;

cudaError_t outcome() { return simt::call_fails() ? cudaErrorInvalidValue : cudaSuccess; }

}  // namespace

void simt::fail_call(int countdown) { countdown_to_failure = countdown; }

bool simt::call_fails() { return countdown_to_failure > 0 && --countdown_to_failure == 0; }

const char* cudaGetErrorName(cudaError_t code) {
  for (const Failure& failure : kFailures) {
    if (failure.code == code) return failure.name;
  }
  return "cudaSuccess";
}

const char* cudaGetErrorString(cudaError_t code) {
  for (const Failure& failure : kFailures) {
    if (failure.code == code) return failure.text;
  }
  return "no error";
}

cudaError_t cudaGetLastError() { return cudaSuccess; }

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 1;
  return outcome();
}

cudaError_t cudaGetDevice(int* device) {
  *device = 0;
  return outcome();
}

cudaError_t cudaSetDevice(int) { return outcome(); }

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int) {
  *properties = {"SIMT on the CPU", 0, 0, 1 << 20};
  return outcome();
}

cudaError_t cudaMalloc(void** memory, size_t bytes) {
  *memory = nullptr;
  if (simt::call_fails()) return cudaErrorMemoryAllocation;
  if (bytes == 0) return cudaSuccess;
  if (posix_memalign(memory, 256, bytes) != 0) return cudaErrorMemoryAllocation;
  std::memset(*memory, 0xff, bytes);
  return cudaSuccess;
}

/* Never fails: the sources call it where they clean up, and look at no result. */
cudaError_t cudaFree(void* memory) {
  std::free(memory);
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind, cudaStream_t) {
  if (simt::call_fails()) return cudaErrorInvalidValue;
  if (bytes > 0) std::memcpy(to, from, bytes);
  return cudaSuccess;
}

cudaError_t cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return cudaMemcpyAsync(to, from, bytes, kind, nullptr);
}

cudaError_t cudaMemset(void* memory, int value, size_t bytes) {
  std::memset(memory, value, bytes);
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t) { return outcome(); }

struct CUevent_st {
  std::chrono::steady_clock::time_point at;
};

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  *event = new CUevent_st;
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event) {
  event->at = std::chrono::steady_clock::now();
  return cudaSuccess;
}

cudaError_t cudaEventSynchronize(cudaEvent_t) { return cudaSuccess; }

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  *milliseconds = std::chrono::duration<float, std::milli>(end->at - begin->at).count();
  return cudaSuccess;
}
