/*
 * Eight double accumulators as one value, on whatever registers the level compiling this file has. Every operation is
 * element-wise and rounds as IEEE 754 says, and addition across lanes has one fixed order: all levels give the same
 * bits. Everything here is forced inline, so that no code of one level can be linked into another.
 */
#ifndef PARZC_LANES_H
#define PARZC_LANES_H

#include <stdint.h>

#if defined(__AVX2__) || defined(__AVX512F__)
#include <immintrin.h>
#endif

#define PARZC_INLINE inline __attribute__((always_inline))

namespace parzc {
namespace {

#if defined(__AVX512F__)
constexpr int kRegisterLanes = 8;
#elif defined(__AVX2__)
constexpr int kRegisterLanes = 4;
#else
constexpr int kRegisterLanes = 2;
#endif

constexpr int kLanes = 8;
constexpr int kRegisters = kLanes / kRegisterLanes;

template <typename T, int N>
struct Packed {
  typedef T Type __attribute__((vector_size(sizeof(T) * N), aligned(sizeof(T)), may_alias));
};
typedef double Register __attribute__((vector_size(sizeof(double) * kRegisterLanes)));
typedef int64_t Mask __attribute__((vector_size(sizeof(double) * kRegisterLanes)));

struct Lanes {
  Register part[kRegisters];
};

PARZC_INLINE Lanes broadcast(double value) {
  Lanes r;
  for (int p = 0; p < kRegisters; ++p) r.part[p] = Register{} + value;
  return r;
}

PARZC_INLINE Lanes zeros() { return broadcast(0.0); }

template <typename T>
PARZC_INLINE Lanes load(const T* from) {
  typedef typename Packed<T, kRegisterLanes>::Type Source;
  Lanes r;
  for (int p = 0; p < kRegisters; ++p) {
    r.part[p] = __builtin_convertvector(*reinterpret_cast<const Source*>(from + p * kRegisterLanes), Register);
  }
  return r;
}

/* The first `count` < kLanes elements, then zeros. */
template <typename T>
PARZC_INLINE Lanes load_some(const T* from, int64_t count) {
  double padded[kLanes] = {0.0};
  for (int64_t k = 0; k < count; ++k) padded[k] = static_cast<double>(from[k]);
  return load(padded);
}

PARZC_INLINE void store(double* to, const Lanes& value) {
  typedef typename Packed<double, kRegisterLanes>::Type Target;
  for (int p = 0; p < kRegisters; ++p) *reinterpret_cast<Target*>(to + p * kRegisterLanes) = value.part[p];
}

#define PARZC_LANE_OPERATOR(op)                                              \
  PARZC_INLINE Lanes operator op(const Lanes& a, const Lanes& b) {           \
    Lanes r;                                                                 \
    for (int p = 0; p < kRegisters; ++p) r.part[p] = a.part[p] op b.part[p]; \
    return r;                                                                \
  }
PARZC_LANE_OPERATOR(+)
PARZC_LANE_OPERATOR(-)
PARZC_LANE_OPERATOR(*)
PARZC_LANE_OPERATOR(/)
#undef PARZC_LANE_OPERATOR

PARZC_INLINE Lanes absolute(const Lanes& a) {
  Lanes r;
  for (int p = 0; p < kRegisters; ++p) r.part[p] = (Register)((Mask)a.part[p] & INT64_MAX);
  return r;
}

PARZC_INLINE Lanes square_root(const Lanes& a) {
  Lanes r;
  for (int p = 0; p < kRegisters; ++p) {
#if defined(__AVX512F__)
    /* The zero-masking form: GCC 12 warns about the plain one. */
    r.part[p] = (Register)_mm512_maskz_sqrt_pd(0xff, (__m512d)a.part[p]);
#elif defined(__AVX2__)
    r.part[p] = (Register)_mm256_sqrt_pd((__m256d)a.part[p]);
#else
    for (int k = 0; k < kRegisterLanes; ++k) r.part[p][k] = __builtin_sqrt(a.part[p][k]);
#endif
  }
  return r;
}

/* 2^k, given k + 1.5 * 2^52: the low bits of that sum are those of k. */
PARZC_INLINE Lanes power_of_two(const Lanes& shifted) {
  Lanes r;
  for (int p = 0; p < kRegisters; ++p) r.part[p] = (Register)(((Mask)shifted.part[p] + INT64_C(1023)) << 52);
  return r;
}

/* value where condition != 0 (NaN counts as not 0), else 0. */
PARZC_INLINE Lanes where_not_zero(const Lanes& condition, const Lanes& value) {
  Lanes r;
  for (int p = 0; p < kRegisters; ++p) {
    r.part[p] = (Register)((Mask)value.part[p] & (Mask)(condition.part[p] != Register{}));
  }
  return r;
}

PARZC_INLINE double sum(const Lanes& a) {
  double v[kLanes];
  store(v, a);
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/* Bit k of the result says whether from[k] > 0, for 64 elements. */
PARZC_INLINE uint64_t positive_bits(const float* from) {
  uint64_t bits = 0;
#if defined(__AVX512F__)
  for (int k = 0; k < 64; k += 16) {
    bits |= (uint64_t)_mm512_cmp_ps_mask(_mm512_loadu_ps(from + k), _mm512_setzero_ps(), _CMP_GT_OQ) << k;
  }
#elif defined(__AVX2__)
  for (int k = 0; k < 64; k += 8) {
    __m256 positive = _mm256_cmp_ps(_mm256_loadu_ps(from + k), _mm256_setzero_ps(), _CMP_GT_OQ);
    bits |= (uint64_t)(unsigned)_mm256_movemask_ps(positive) << k;
  }
#else
  for (int k = 0; k < 64; ++k) bits |= (uint64_t)(from[k] > 0.0f) << k;
#endif
  return bits;
}

PARZC_INLINE uint64_t positive_bits(const double* from) {
  uint64_t bits = 0;
#if defined(__AVX512F__)
  for (int k = 0; k < 64; k += 8) {
    bits |= (uint64_t)_mm512_cmp_pd_mask(_mm512_loadu_pd(from + k), _mm512_setzero_pd(), _CMP_GT_OQ) << k;
  }
#elif defined(__AVX2__)
  for (int k = 0; k < 64; k += 4) {
    __m256d positive = _mm256_cmp_pd(_mm256_loadu_pd(from + k), _mm256_setzero_pd(), _CMP_GT_OQ);
    bits |= (uint64_t)(unsigned)_mm256_movemask_pd(positive) << k;
  }
#else
  for (int k = 0; k < 64; ++k) bits |= (uint64_t)(from[k] > 0.0) << k;
#endif
  return bits;
}

}  // namespace
}  // namespace parzc

#endif
