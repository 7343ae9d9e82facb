/* The host API of cuda_runtime.h. Memory is exact in size, for ASan, and holds NaN until it is written. */
#include <atomic>
#include <chrono>
#include <cstdlib>

#include "streams.h"

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
    {cudaErrorIllegalAddress, "cudaErrorIllegalAddress", "an illegal memory access was encountered"},
};

std::atomic<int> countdown_to_failure{0};
std::atomic<bool> lost{false};
std::atomic<int> allocations{0}, frees{0}, copies_in{0}, copies_out{0}, launches{0}, waits{0};

/* What a call comes to, `failure` being how it fails. */
cudaError_t outcome(cudaError_t failure = cudaErrorInvalidValue) {
  if (lost) return cudaErrorIllegalAddress;
  return simt::call_fails() ? failure : cudaSuccess;
}

cudaError_t allocate(void** memory, size_t bytes) {
  *memory = nullptr;
  const cudaError_t code = outcome(cudaErrorMemoryAllocation);
  if (code != cudaSuccess || bytes == 0) return code;
  if (posix_memalign(memory, 256, bytes) != 0) return cudaErrorMemoryAllocation;
  std::memset(*memory, 0xff, bytes);
  ++allocations;
  simt::remember(*memory, bytes);
  return cudaSuccess;
}

/* Never fails: the sources call it where they clean up, and look at no result. */
cudaError_t release(void* memory, const char* by) {
  if (memory == nullptr) return cudaSuccess;
  ++frees;
  simt::forget(memory, by);
  std::free(memory);
  return cudaSuccess;
}

}  // namespace

void simt::fail_call(int countdown) { countdown_to_failure = countdown; }

bool simt::call_fails() {
  /* Only a countdown that runs is counted, and only one call sees its end. */
  int left = countdown_to_failure;
  while (left > 0 && !countdown_to_failure.compare_exchange_weak(left, left - 1)) continue;
  return left == 1;
}

void simt::lose_device(bool now) {
  lost = now;
  if (now) drop_all();
}

void simt::put(const Launch& launch, cudaStream_t stream) {
  ++launches;
  put_kernel(launch, stream);
}

bool simt::device_is_lost() { return lost; }

simt::Counts simt::counts() { return {allocations, frees, copies_in, copies_out, launches, waits}; }

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

cudaError_t cudaMalloc(void** memory, size_t bytes) { return allocate(memory, bytes); }

cudaError_t cudaFree(void* memory) { return release(memory, "cudaFree"); }

cudaError_t cudaHostAlloc(void** memory, size_t bytes, unsigned) { return allocate(memory, bytes); }

cudaError_t cudaFreeHost(void* memory) { return release(memory, "cudaFreeHost"); }

cudaError_t cudaMemGetInfo(size_t* free_bytes, size_t* total_bytes) {
  *free_bytes = size_t(3) << 30;
  *total_bytes = size_t(4) << 30;
  return outcome();
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  const cudaError_t code = outcome();
  if (code != cudaSuccess) return code;
  copies_in += kind == cudaMemcpyHostToDevice;
  copies_out += kind == cudaMemcpyDeviceToHost;
  simt::put_copy(to, from, bytes, kind, stream);
  return cudaSuccess;
}

cudaError_t cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  const cudaError_t code = cudaMemcpyAsync(to, from, bytes, kind, nullptr);
  if (code == cudaSuccess) simt::synchronise(nullptr);
  return code;
}

cudaError_t cudaMemset(void* memory, int value, size_t bytes) {
  simt::synchronise(nullptr);
  std::memset(memory, value, bytes);
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  *stream = nullptr;
  const cudaError_t code = outcome();
  if (code == cudaSuccess) *stream = simt::new_stream();
  return code;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  simt::destroy(stream);
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  ++waits;
  const cudaError_t code = outcome();
  if (code == cudaSuccess) simt::synchronise(stream);
  return code;
}

cudaError_t cudaDeviceSynchronize() {
  ++waits;
  const cudaError_t code = outcome();
  if (code == cudaSuccess) simt::synchronise_all();
  return code;
}

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
