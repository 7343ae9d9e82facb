/*
 * DiffKendall of one list: exponentials of the scores, and the sweep over the pairs of a tile. The reference:
 *
 *   for i < j: a = tanh(alpha (x_i - x_j) / 2), b = tanh(alpha (y_i - y_j) / 2)
 *              value += a*b;  slope_i += (1 - a*a) * b;  slope_j -= (1 - a*a) * b
 *
 * With E = exp(alpha x), a = (E_i - E_j) / (E_i + E_j); one division serves both factors of eight pairs.
 */
#ifndef PARZC_CPU_DIFFKENDALL_H
#define PARZC_CPU_DIFFKENDALL_H

#include "for_lanes.h"
#include "kernels.h"

namespace parzc {
namespace {

/* The exact difference between a * b and its rounding, without fused multiplication (Dekker 1971). */
PARZC_INLINE Lanes product_error(const Lanes& a, const Lanes& b, const Lanes& product) {
  const Lanes splitter = broadcast(134217729.0);
  const Lanes a_scaled = splitter * a, b_scaled = splitter * b;
  const Lanes a_high = a_scaled - (a_scaled - a), b_high = b_scaled - (b_scaled - b);
  const Lanes a_low = a - a_high, b_low = b - b_high;
  return ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
}

/* e^z - 1 for 0 <= z <= 300, to a few units in the last place; small values keep their relative precision. */
PARZC_INLINE Lanes expm1_lanes(const Lanes& z) {
  /* z = k ln 2 + r; adding 1.5 * 2^52 rounds to the integer k. The high part of ln 2 times k is exact. */
  const Lanes rounder = broadcast(6755399441055744.0);
  const Lanes shifted = z * broadcast(1.4426950408889634) + rounder;
  const Lanes k = shifted - rounder;
  const Lanes r = (z - k * broadcast(6.93147180369123816490e-01)) - k * broadcast(1.90821492927058770002e-10);
  /* Taylor's series: the first term left out, r^14 / 14!, is below 2^-58 of r for |r| <= ln 2 / 2. */
  static const double kInverseFactorials[] = {1.0 / 6227020800.0, 1.0 / 479001600.0, 1.0 / 39916800.0, 1.0 / 3628800.0,
                                              1.0 / 362880.0,     1.0 / 40320.0,     1.0 / 5040.0,     1.0 / 720.0,
                                              1.0 / 120.0,        1.0 / 24.0,        1.0 / 6.0,        1.0 / 2.0};
  Lanes series = zeros();
  for (double coefficient : kInverseFactorials) series = series * r + broadcast(coefficient);
  const Lanes grown = r + r * r * series;
  const Lanes power = power_of_two(shifted);
  return power * grown + (power - broadcast(1.0));
}

/*
 * Measured from the smallest value nothing cancels in E_i + E_j, and e^z - 1 keeps small differences; the rounding of
 * the exponent, which grows with the range, is put back to first order.
 */
void diffkendall_exponentials(double* values, int64_t n, double alpha, double low) {
  const Lanes steepness = broadcast(alpha), least = broadcast(low);
  for (int64_t i = 0; i < n; i += kLanes) {
    const Lanes v = i + kLanes <= n ? load(values + i) : load_some(values + i, n - i);
    const Lanes difference = v - least;
    const Lanes back = difference + least;
    const Lanes lost = (v - back) + ((back - difference) - least);
    const Lanes exponent = steepness * difference;
    const Lanes error = product_error(steepness, difference, exponent) + steepness * lost;
    const Lanes grown = expm1_lanes(exponent);
    double result[kLanes];
    store(result, grown + (grown + broadcast(1.0)) * error);
    for (int64_t k = 0; k < kLanes && i + k < n; ++k) values[i + k] = result[k];
  }
}

/* What row i of the pairs brings, broadcast, and what it collects. */
struct Row {
  Lanes p, p_shifted, q, q_shifted;
  Lanes value, slope;
};

/* Adds the pairs of a row with 8 columns; `weight`, 0 or 1 per column, hides the padding. */
template <bool kMasked, bool kMirror>
PARZC_INLINE void add_pairs(Row& row, const double* p, const double* q, const Lanes& weight, double* slope) {
  const Lanes pj = load(p);
  const Lanes qj = load(q);
  const Lanes p_sum = row.p_shifted + pj;
  const Lanes q_sum = row.q_shifted + qj;
  /* One division serves both quotients. */
  const Lanes inverse = broadcast(1.0) / (p_sum * q_sum);
  const Lanes a = (row.p - pj) * (q_sum * inverse);
  Lanes b = (row.q - qj) * (p_sum * inverse);
  if (kMasked) b = b * weight;
  /* sech^2 B = (1 - A^2) B. */
  const Lanes ab = a * b;
  const Lanes term = b - a * ab;
  row.value = row.value + ab;
  row.slope = row.slope + term;
  if (kMirror) store(slope, load(slope) - term);
}

double diffkendall_sweep(const double* p, const double* q, int64_t n, int64_t tile, double* slope) {
  const int64_t whole = n / kLanes * kLanes;
  double mask[kLanes];
  for (int k = 0; k < kLanes; ++k) mask[k] = whole + k < n ? 1.0 : 0.0;
  const Lanes ones = broadcast(1.0);
  const Lanes rest = load(mask);
  const int64_t end = smaller(tile + kPairTile, n);
  const int64_t whole_end = smaller(end, whole);
  double total = 0.0;
  for (int64_t i = 0; i < end; ++i) {
    Row row;
    row.p = broadcast(p[i]);
    row.p_shifted = broadcast(p[i] + 2.0);
    row.q = broadcast(q[i]);
    row.q_shifted = broadcast(q[i] + 2.0);
    row.value = zeros();
    row.slope = zeros();
    int64_t j = tile;
    if (i >= tile) {
      /* Within its own group of 8 a row meets every pair from both sides: half the value, no mirrored slope. */
      j = i / kLanes * kLanes;
      add_pairs<true, false>(row, p + j, q + j, j == whole ? rest : ones, slope);
      row.value = row.value * broadcast(0.5);
      j += kLanes;
    }
    for (; j < whole_end; j += kLanes) add_pairs<false, true>(row, p + j, q + j, ones, slope + j);
    if (j < end) add_pairs<true, true>(row, p + j, q + j, rest, slope + j);
    total += sum(row.value);
    slope[i] += sum(row.slope);
  }
  return total;
}

}  // namespace
}  // namespace parzc

#endif
