/*
 * What all kernels share: loads, sums over a warp and over a block.
 *
 * The kernels are plain CUDA C++, launched with cudaLaunchKernelEx: nvcc compiles them for the GPU, and a C++ compiler
 * for the SIMT harness in native/test/simt. Each block writes its partial results to slots of its own and a second
 * kernel adds them in index order; there are no atomics, so results are the same to the bit on every run and every GPU.
 */
#ifndef PARZC_DEVICE_CUH
#define PARZC_DEVICE_CUH

#include <cuda_runtime.h>

#include <cstdint>

namespace parzc {
namespace cuda {

constexpr int kWarp = 32;
constexpr int kBlock = 256;
constexpr int kWarps = kBlock / kWarp;

/* Elements that a thread loads at a time: one 128-bit load of float, two of double. */
constexpr int kVector = 4;

template <typename T>
struct Vector {
  T at[kVector];
};

/* Through the read-only cache, as one instruction: without __ldg, nvcc splits unrolled vector loads. */
__device__ __forceinline__ Vector<float> load_vector(const float* from) {
  const float4 v = __ldg(reinterpret_cast<const float4*>(from));
  return {{v.x, v.y, v.z, v.w}};
}

__device__ __forceinline__ Vector<double> load_vector(const double* from) {
  const double2 low = __ldg(reinterpret_cast<const double2*>(from));
  const double2 high = __ldg(reinterpret_cast<const double2*>(from) + 1);
  return {{low.x, low.y, high.x, high.y}};
}

/* The first `count` elements, one by one, then zeros. */
template <typename T>
__device__ __forceinline__ Vector<T> load_some(const T* from, int64_t count) {
  Vector<T> v = {};
#pragma unroll
  for (int k = 0; k < kVector; ++k) {
    if (k < count) v.at[k] = __ldg(from + k);
  }
  return v;
}

__device__ __forceinline__ bool aligned(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer) % 16 == 0; }

__device__ __forceinline__ bool not_finite(double value) { return !(value - value == 0.0); }

/* The sum over the lanes of a warp, in every lane. */
__device__ __forceinline__ double warp_sum(double value) {
#pragma unroll
  for (int distance = kWarp / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, distance);
  }
  return value;
}

/* Writes, for each of kColumns values, its sum over the block's kThreads threads to out[column]. */
template <int kColumns, int kThreads>
__device__ __forceinline__ void store_block_sums(const double (&values)[kColumns], double* out) {
  __shared__ double of_warp[kThreads / kWarp][kColumns];
#pragma unroll
  for (int c = 0; c < kColumns; ++c) {
    const double total = warp_sum(values[c]);
    if (threadIdx.x % kWarp == 0) of_warp[threadIdx.x / kWarp][c] = total;
  }
  __syncthreads();
  if (static_cast<int>(threadIdx.x) < kColumns) {
    double total = 0.0;
    for (int w = 0; w < kThreads / kWarp; ++w) total += of_warp[w][threadIdx.x];
    out[threadIdx.x] = total;
  }
}

/* Adds the partial sums of each item in order: one thread per (item, column). */
static __global__ void __launch_bounds__(kBlock)
    add_chunks(const int64_t* __restrict__ first, int64_t items, int columns, const double* __restrict__ partials,
               double* __restrict__ sums) {
  const int64_t k = static_cast<int64_t>(blockIdx.x) * kBlock + threadIdx.x;
  if (k >= items * columns) return;
  const int64_t item = k / columns, column = k % columns;
  double total = 0.0;
  for (int64_t c = first[item]; c < first[item + 1]; ++c) total += partials[c * columns + column];
  sums[k] = total;
}

}  // namespace cuda
}  // namespace parzc

#endif
