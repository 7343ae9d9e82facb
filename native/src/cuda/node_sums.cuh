/*
 * All sums over weights, gradients and Hessian-gradient products of many tensors in one launch. The reference, for one
 * tensor, in float64:
 *
 *   for i: w2 += w*w; g2 += g*g; abs_wg += |w*g|; wg += w*g; wh += w*h; non_finite += !finite(w) + !finite(g) + !finite(h)
 *
 * One block of 256 threads takes one chunk of 16,384 elements: 16 vectors of 4 to a thread, neighbouring threads on
 * neighbouring vectors. The floor is memory: 12 bytes (float) against some 20 operations per element; a GPU with a
 * usable rate of float64 stays below it.
 */
#ifndef PARZC_NODE_SUMS_CUH
#define PARZC_NODE_SUMS_CUH

#include "../chunks.h"
#include "device.cuh"
#include "parzc/parzc.h"

namespace parzc {
namespace cuda {

/* NodeSumsArguments on the device, cut into chunks; `hessian_gradients` may be null. */
template <typename T>
struct NodeSumsTable {
  const Chunk* chunks;
  const T* const* weights;
  const T* const* gradients;
  const T* const* hessian_gradients;
  const int64_t* sizes;
};

template <bool kGradient, bool kHessian, typename T>
__device__ __forceinline__ void add_vector(const Vector<T>& w, const Vector<T>& g, const Vector<T>& h,
                                           double (&sums)[PARZC_SUM_COLUMNS]) {
#pragma unroll
  for (int k = 0; k < kVector; ++k) {
    const double x = static_cast<double>(w.at[k]);
    sums[PARZC_SUM_W2] += x * x;
    int found = not_finite(x);
    if (kGradient) {
      const double y = static_cast<double>(g.at[k]);
      const double xy = x * y;
      sums[PARZC_SUM_G2] += y * y;
      sums[PARZC_SUM_ABS_WG] += fabs(xy);
      sums[PARZC_SUM_WG] += xy;
      found += not_finite(y);
    }
    if (kHessian) {
      const double z = static_cast<double>(h.at[k]);
      sums[PARZC_SUM_WH] += x * z;
      found += not_finite(z);
    }
    sums[PARZC_SUM_NONFINITE] += found;
  }
}

/* Adds the chunk's vectors that fall to this thread. Both paths give an element to the same thread in the same turn. */
template <bool kGradient, bool kHessian, typename T>
__device__ __forceinline__ void add_elements(const T* w, const T* g, const T* h, int64_t count,
                                             double (&sums)[PARZC_SUM_COLUMNS]) {
  constexpr int64_t kStep = kBlock * kVector;
  const bool vectors = count == kChunk && aligned(w) && (!kGradient || aligned(g)) && (!kHessian || aligned(h));
  if (vectors) {
#pragma unroll 4
    for (int64_t i = threadIdx.x * kVector; i < kChunk; i += kStep) {
      const Vector<T> x = load_vector(w + i);
      const Vector<T> y = kGradient ? load_vector(g + i) : Vector<T>{};
      const Vector<T> z = kHessian ? load_vector(h + i) : Vector<T>{};
      add_vector<kGradient, kHessian>(x, y, z, sums);
    }
  } else {
    for (int64_t i = threadIdx.x * kVector; i < count; i += kStep) {
      const Vector<T> x = load_some(w + i, count - i);
      const Vector<T> y = kGradient ? load_some(g + i, count - i) : Vector<T>{};
      const Vector<T> z = kHessian ? load_some(h + i, count - i) : Vector<T>{};
      add_vector<kGradient, kHessian>(x, y, z, sums);
    }
  }
}

/* Block c writes the sums of chunk c to partials, chunks x PARZC_SUM_COLUMNS. */
template <typename T>
__global__ void __launch_bounds__(kBlock) node_sums(NodeSumsTable<T> table, double* __restrict__ partials) {
  const Chunk chunk = table.chunks[blockIdx.x];
  const int64_t begin = chunk.index * kChunk;
  const int64_t rest = table.sizes[chunk.item] - begin;
  const int64_t count = rest < kChunk ? rest : kChunk;
  const T* w = table.weights[chunk.item] + begin;
  const T* g = table.gradients[chunk.item];
  const T* h = table.hessian_gradients == nullptr ? nullptr : table.hessian_gradients[chunk.item];
  double sums[PARZC_SUM_COLUMNS] = {};
  if (g != nullptr && h != nullptr) {
    add_elements<true, true>(w, g + begin, h + begin, count, sums);
  } else if (g != nullptr) {
    add_elements<true, false>(w, g + begin, h, count, sums);
  } else if (h != nullptr) {
    add_elements<false, true>(w, g, h + begin, count, sums);
  } else {
    add_elements<false, false>(w, g, h, count, sums);
  }
  store_block_sums<PARZC_SUM_COLUMNS, kBlock>(sums, partials + blockIdx.x * PARZC_SUM_COLUMNS);
}

}  // namespace cuda
}  // namespace parzc

#endif
