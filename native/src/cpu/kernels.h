/* The kernels that exist once per SIMD level, as a table; arguments were checked by the caller. */
#ifndef PARZC_KERNELS_H
#define PARZC_KERNELS_H

#include <stdint.h>

namespace parzc {

/* Columns of pairs that are swept together: their exponentials and slopes stay in the first-level cache. */
constexpr int64_t kPairTile = 1024;

/* Kernels over elements of type T. */
template <typename T>
struct TypedKernels {
  /* Sums of up to kChunk elements; g and h may be null (zeros). */
  void (*node_sums)(const T* w, const T* g, const T* h, int64_t count, double* sums);
  /* (Sum over positions of a d)^2. */
  double (*fisher_row)(const T* a, const T* d, int64_t positions);
  /* Sign bits of one row, 64 features to a word, zero after the last. */
  void (*sign_agreement_pack)(const T* row, int64_t features, uint64_t* words);
  /* Sum over elements begin to end, at most kChunk, of mean |g| / std g over the batches; a null batch is zeros. */
  double (*zico)(const T* const* batches, int64_t count, int64_t begin, int64_t end);
};

struct Kernels {
  const char* name;
  TypedKernels<float> f32;
  TypedKernels<double> f64;
  int64_t (*sign_agreement_differing)(const uint64_t* a, const uint64_t* b, int64_t words);
  /* expm1(alpha (v - low)) of n values, all >= low, in place; the exponents must not exceed 300. */
  void (*diffkendall_exponentials)(double* values, int64_t n, double alpha, double low);
  /*
   * Sum over the pairs i<j, j in the tile that begins at column `tile`, of A_ij B_ij with A_ij = tanh of half the
   * difference, from p = expm1 of the scaled predictions and q = expm1 of the scaled labels; adds sech^2_ij B_ij to
   * slope i and subtracts it from slope j. Arrays hold n elements and then zeros up to a multiple of 8.
   */
  double (*diffkendall_sweep)(const double* p, const double* q, int64_t n, int64_t tile, double* slope);
};

extern const Kernels kBaselineKernels;
#if defined(PARZC_X86_LEVELS)
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;
#endif

/* The table of the best level that this machine has and PARZC_SIMD allows; chosen once. Throws InvalidArgument if
 * PARZC_SIMD names no level. */
const Kernels& kernels();

template <typename T>
inline const TypedKernels<T>& typed(const Kernels& table);
template <>
inline const TypedKernels<float>& typed(const Kernels& table) {
  return table.f32;
}
template <>
inline const TypedKernels<double>& typed(const Kernels& table) {
  return table.f64;
}

}  // namespace parzc

#endif
