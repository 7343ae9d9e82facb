/*
 * Fisher information of many layers in one launch. The reference, for one layer:
 *
 *   for image, channel: s = sum over positions of a*d; fisher += s*s;   then fisher *= 1/2 / images
 *
 * One block takes 64 rows, (image, channel) pairs, of positions; each of its 8 warps takes 8 of them, one after
 * another, neighbouring lanes on neighbouring vectors. The floor is memory: every element is read once.
 */
#ifndef PARZC_FISHER_CUH
#define PARZC_FISHER_CUH

#include "../chunks.h"
#include "device.cuh"

namespace parzc {
namespace cuda {

/* FisherArguments on the device, rows cut into chunks. */
template <typename T>
struct FisherTable {
  const Chunk* chunks;
  const T* const* activations;
  const T* const* gradients;
  const int64_t* rows;
  const int64_t* positions;
};

/* The sum over a row's positions of a d, in every lane of the warp. */
template <typename T>
__device__ __forceinline__ double row_product(const T* a, const T* d, int64_t positions) {
  constexpr int64_t kStep = kWarp * kVector;
  const bool vectors = positions % kVector == 0 && aligned(a) && aligned(d);
  double product = 0.0;
  for (int64_t i = (threadIdx.x % kWarp) * kVector; i < positions; i += kStep) {
    const Vector<T> x = vectors ? load_vector(a + i) : load_some(a + i, positions - i);
    const Vector<T> y = vectors ? load_vector(d + i) : load_some(d + i, positions - i);
#pragma unroll
    for (int k = 0; k < kVector; ++k) product += static_cast<double>(x.at[k]) * static_cast<double>(y.at[k]);
  }
  return warp_sum(product);
}

/* Block c writes the sum of squares of the rows of chunk c. */
template <typename T>
__global__ void __launch_bounds__(kBlock) fisher(FisherTable<T> table, double* __restrict__ partials) {
  constexpr int64_t kRowsPerWarp = kRowsPerChunk / kWarps;
  const Chunk chunk = table.chunks[blockIdx.x];
  const int64_t positions = table.positions[chunk.item];
  const int64_t first = chunk.index * kRowsPerChunk + threadIdx.x / kWarp * kRowsPerWarp;
  const int64_t rest = table.rows[chunk.item] - first;
  const int64_t count = rest < kRowsPerWarp ? rest : kRowsPerWarp;
  double squares[1] = {};
  for (int64_t row = first; row < first + count; ++row) {
    const double product = row_product(table.activations[chunk.item] + row * positions,
                                       table.gradients[chunk.item] + row * positions, positions);
    if (threadIdx.x % kWarp == 0) squares[0] += product * product;
  }
  store_block_sums<1, kBlock>(squares, partials + blockIdx.x);
}

}  // namespace cuda
}  // namespace parzc

#endif
