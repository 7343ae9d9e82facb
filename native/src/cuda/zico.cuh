/*
 * ZiCo of many tensors over B gradient sets in one launch. The reference, for one element:
 *
 *   d = g[b] - g[0]; variance = (sum d^2 - (sum d)^2 / B) / B; zico += variance == 0 ? 0 : mean |g| / sqrt(variance)
 *
 * The cuts are those of the node sums: one block to 16,384 elements. The floor is memory: each gradient is read once.
 */
#ifndef PARZC_ZICO_CUH
#define PARZC_ZICO_CUH

#include "../chunks.h"
#include "device.cuh"

namespace parzc {
namespace cuda {

/* ZicoArguments on the device, cut into chunks. */
template <typename T>
struct ZicoTable {
  const Chunk* chunks;
  int64_t batches;
  const T* const* gradients;
  const int64_t* sizes;
};

template <typename T>
__device__ __forceinline__ Vector<T> load_gradient(const T* gradient, int64_t i, int64_t count) {
  if (gradient == nullptr) return Vector<T>{};
  const T* from = gradient + i;
  return count >= kVector && aligned(from) ? load_vector(from) : load_some(from, count);
}

/* Block c writes the sum over chunk c. */
template <typename T>
__global__ void __launch_bounds__(kBlock) zico(ZicoTable<T> table, double* __restrict__ partials) {
  const Chunk chunk = table.chunks[blockIdx.x];
  const int64_t begin = chunk.index * kChunk;
  const int64_t rest = table.sizes[chunk.item] - begin;
  const int64_t end = begin + (rest < kChunk ? rest : kChunk);
  const T* const* gradients = table.gradients + chunk.item * table.batches;
  const double scale = 1.0 / static_cast<double>(table.batches);
  double total[1] = {};
  for (int64_t i = begin + threadIdx.x * kVector; i < end; i += kBlock * kVector) {
    const Vector<T> first = load_gradient(gradients[0], i, end - i);
    double size[kVector], shift[kVector] = {}, squares[kVector] = {};
#pragma unroll
    for (int k = 0; k < kVector; ++k) size[k] = fabs(static_cast<double>(first.at[k]));
    for (int64_t b = 1; b < table.batches; ++b) {
      const Vector<T> g = load_gradient(gradients[b], i, end - i);
#pragma unroll
      for (int k = 0; k < kVector; ++k) {
        const double deviation = static_cast<double>(g.at[k]) - static_cast<double>(first.at[k]);
        size[k] += fabs(static_cast<double>(g.at[k]));
        shift[k] += deviation;
        squares[k] += deviation * deviation;
      }
    }
#pragma unroll
    for (int k = 0; k < kVector; ++k) {
      const double deviation = sqrt((squares[k] - shift[k] * shift[k] * scale) * scale);
      if (deviation != 0.0) total[0] += size[k] * scale / deviation;
    }
  }
  store_block_sums<1, kBlock>(total, partials + blockIdx.x);
}

}  // namespace cuda
}  // namespace parzc

#endif
