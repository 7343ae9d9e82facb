/*
 * Stands in for CUDA's header of this name: with this folder first on the include path, a C++ compiler builds the
 * kernels of src/cuda and their host code unchanged, and scheduler.cpp runs them. It holds what those sources use, with
 * CUDA's names, sizes and alignments, and nothing else; see README.md.
 */
#ifndef PARZC_SIMT_CUDA_RUNTIME_H
#define PARZC_SIMT_CUDA_RUNTIME_H

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <tuple>
#include <utility>

#define __global__
#define __device__
#define __forceinline__ inline
#define __launch_bounds__(threads)
/* One instance per running block, since each block runs on one OS thread; filled with NaN before each block. */
#define __shared__ thread_local

/* Types and the host API may be CUDA's own: see ../stand-in/cuda_runtime.h. */
#ifndef PARZC_HOST_API_OF_CUDA
struct uint3 {
  unsigned x, y, z;
};
struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};
/* Aligned as on the GPU, where a misaligned access is a fault: see __ldg. */
struct __attribute__((may_alias, aligned(16))) float4 {
  float x, y, z, w;
};
struct __attribute__((may_alias, aligned(16))) double2 {
  double x, y;
};
inline double2 make_double2(double x, double y) { return {x, y}; }
#endif

/* Set by the scheduler whenever it turns to another CUDA thread. */
extern __thread uint3 threadIdx, blockIdx;

namespace simt {

/* What a GPU would answer with a hang, a fault or silence. */
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Operation { kBarrier, kBarrierOr, kBallot, kShuffleXor };

/* What one CUDA thread brings to a collective operation, and what it takes from it. */
struct Request {
  Operation operation;
  unsigned mask;
  int lane_mask;
  uint64_t value;
  uint64_t result;
  const char* file;
  int line;
};

/* Returns the result when every thread of the block, or of the mask, has come; meanwhile others run. */
uint64_t meet(Request request);

/* Ends the launch that the calling thread belongs to with a diagnosis. */
[[noreturn]] void fault(const char* problem);

/* A kernel with its arguments. */
struct Launch {
  dim3 grid, block;
  /* Runs one thread. */
  void (*call)(void* arguments);
  void (*destroy)(void* arguments);
  void* arguments;
  size_t bytes;
  const void* kernel;
};

/* Runs each thread of each block, in the order that the seed gives. Throws Error. */
void run(const Launch& launch);

/* Order of threads, blocks and streams: 0 ascending, 1 descending, else pseudo-random. At first what SIMT_SEED says,
 * or 0. */
void set_seed(uint64_t seed);

/* Whether what is put on a stream waits there until that stream is synchronised. At first if SIMT_DEFER is 1. */
void defer_streams(bool defer);

/* Calls of the host API since the process began. */
struct Counts {
  int allocations, frees, copies_in, copies_out, launches, waits;
};
Counts counts();

/* The countdown-th call of the host API from here fails, once; 0 ends that. */
void fail_call(int countdown);

/* Counts a call of the host API; true if it shall fail. */
bool call_fails();

/* From here on every call fails for good, as after an access out of bounds; false ends that. */
void lose_device(bool lost);
bool device_is_lost();

template <typename T>
T shuffle(unsigned mask, T value, int lane_mask, const char* file, int line) {
  static_assert(sizeof(T) <= sizeof(uint64_t), "shuffles take at most 8 bytes");
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  bits = meet({Operation::kShuffleXor, mask, lane_mask, bits, 0, file, line});
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

}  // namespace simt

#define SIMT_CALLER const char *file = __builtin_FILE(), int line = __builtin_LINE()

inline void __syncthreads(SIMT_CALLER) { simt::meet({simt::Operation::kBarrier, 0, 0, 0, 0, file, line}); }

inline int __syncthreads_or(int predicate, SIMT_CALLER) {
  return static_cast<int>(simt::meet({simt::Operation::kBarrierOr, 0, 0, predicate != 0, 0, file, line}));
}

inline unsigned __ballot_sync(unsigned mask, int predicate, SIMT_CALLER) {
  return static_cast<unsigned>(simt::meet({simt::Operation::kBallot, mask, 0, predicate != 0, 0, file, line}));
}

template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int lane_mask, SIMT_CALLER) {
  return simt::shuffle(mask, value, lane_mask, file, line);
}

#undef SIMT_CALLER

template <typename T>
T __ldg(const T* from) {
  if (reinterpret_cast<uintptr_t>(from) % alignof(T) != 0) simt::fault("misaligned load");
  return *from;
}

inline int __popc(unsigned bits) { return __builtin_popcount(bits); }

#ifndef PARZC_HOST_API_OF_CUDA
/* The host API; events need no more than names. */

enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidConfiguration = 9,
  cudaErrorIllegalAddress = 700
};
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2, cudaMemcpyDeviceToDevice = 3 };
constexpr unsigned cudaHostAllocDefault = 0, cudaStreamNonBlocking = 1;
typedef struct CUstream_st* cudaStream_t;
typedef struct CUevent_st* cudaEvent_t;

struct cudaDeviceProp {
  char name[256];
  int major, minor;
  int l2CacheSize;
};

struct cudaLaunchConfig_t {
  dim3 gridDim, blockDim;
  size_t dynamicSmemBytes;
  cudaStream_t stream;
};

const char* cudaGetErrorString(cudaError_t code);
const char* cudaGetErrorName(cudaError_t code);
cudaError_t cudaGetLastError();
cudaError_t cudaGetDeviceCount(int* count);
cudaError_t cudaGetDevice(int* device);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device);
cudaError_t cudaMalloc(void** memory, size_t bytes);
template <typename T>
cudaError_t cudaMalloc(T** memory, size_t bytes) {
  return cudaMalloc(reinterpret_cast<void**>(memory), bytes);
}
cudaError_t cudaFree(void* memory);
cudaError_t cudaHostAlloc(void** memory, size_t bytes, unsigned flags);
cudaError_t cudaFreeHost(void* memory);
cudaError_t cudaMemGetInfo(size_t* free_bytes, size_t* total_bytes);
cudaError_t cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind);
cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream);
cudaError_t cudaMemset(void* memory, int value, size_t bytes);
/* Streams know no order among each other, like those that are cudaStreamNonBlocking. */
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaDeviceSynchronize();
cudaError_t cudaEventCreate(cudaEvent_t* event);
cudaError_t cudaEventDestroy(cudaEvent_t event);
cudaError_t cudaEventRecord(cudaEvent_t event);
cudaError_t cudaEventSynchronize(cudaEvent_t event);
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end);

namespace simt {
/* Puts a kernel on a stream. Where streams are not deferred, throws Error. */
void put(const Launch& launch, cudaStream_t stream);
}  // namespace simt

template <typename... Parameters, typename... Arguments>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Parameters...),
                               Arguments&&... arguments) {
  if (simt::device_is_lost()) return cudaErrorIllegalAddress;
  if (simt::call_fails()) return cudaErrorInvalidConfiguration;
  struct Call {
    void (*kernel)(Parameters...);
    std::tuple<Parameters...> arguments;
  };
  const auto call = [](void* c) { std::apply(static_cast<Call*>(c)->kernel, static_cast<Call*>(c)->arguments); };
  const auto destroy = [](void* c) { delete static_cast<Call*>(c); };
  Call* copy = new Call{kernel, std::tuple<Parameters...>(std::forward<Arguments>(arguments)...)};
  simt::put(
      {config->gridDim, config->blockDim, call, destroy, copy, sizeof(Call), reinterpret_cast<const void*>(kernel)},
      config->stream);
  return cudaSuccess;
}

#endif

#endif
