/* Compiled once per SIMD level, with PARZC_LEVEL and PARZC_TABLE naming it. Uses no library template: see lanes.h. */
#include "kernels.h"

#include "lanes.h"
#include "parzc/parzc.h"

namespace parzc {
namespace {

/* Loaders of a whole vector, and of the rest of a row that is shorter than one. */
struct Whole {
  template <typename T>
  PARZC_INLINE Lanes operator()(const T* p) const { return load(p); }
};
struct Rest {
  int64_t count;
  template <typename T>
  PARZC_INLINE Lanes operator()(const T* p) const { return load_some(p, count); }
};

/* Calls body(offset, loader) for every vector of [begin, end). */
template <typename Body>
PARZC_INLINE void for_lanes(int64_t begin, int64_t end, Body body) {
  int64_t i = begin;
  for (; i + kLanes <= end; i += kLanes) body(i, Whole{});
  if (i < end) body(i, Rest{end - i});
}

PARZC_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

template <bool kGradient, bool kHessian, typename T>
PARZC_INLINE void add_elements(const T* w, const T* g, const T* h, int64_t count, double* sums) {
  Lanes w2 = zeros(), g2 = zeros(), abs_wg = zeros(), wg = zeros(), wh = zeros();
  for_lanes(0, count, [&](int64_t i, auto get) __attribute__((always_inline)) {
    const Lanes x = get(w + i);
    w2 = w2 + x * x;
    if (kGradient) {
      const Lanes y = get(g + i);
      const Lanes xy = x * y;
      g2 = g2 + y * y;
      abs_wg = abs_wg + absolute(xy);
      wg = wg + xy;
    }
    if (kHessian) wh = wh + x * get(h + i);
  });
  sums[PARZC_SUM_W2] = sum(w2);
  sums[PARZC_SUM_G2] = sum(g2);
  sums[PARZC_SUM_ABS_WG] = sum(abs_wg);
  sums[PARZC_SUM_WG] = sum(wg);
  sums[PARZC_SUM_WH] = sum(wh);
}

template <typename T>
int64_t non_finite(const T* values, int64_t count) {
  int64_t found = 0;
  if (values != nullptr) {
    for (int64_t i = 0; i < count; ++i) found += !(values[i] - values[i] == T(0));
  }
  return found;
}

template <typename T>
void node_sums(const T* w, const T* g, const T* h, int64_t count, double* sums) {
  if (g != nullptr && h != nullptr) {
    add_elements<true, true>(w, g, h, count, sums);
  } else if (g != nullptr) {
    add_elements<true, false>(w, g, h, count, sums);
  } else if (h != nullptr) {
    add_elements<false, true>(w, g, h, count, sums);
  } else {
    add_elements<false, false>(w, g, h, count, sums);
  }
  /* Finite sums of w^2, g^2 and w h leave no room for a non-finite entry (0 * inf is NaN), so count only otherwise. */
  const double probe = sums[PARZC_SUM_W2] + sums[PARZC_SUM_G2] + sums[PARZC_SUM_WH];
  const bool finite = probe - probe == 0.0;
  sums[PARZC_SUM_NONFINITE] =
      finite ? 0.0 : static_cast<double>(non_finite(w, count) + non_finite(g, count) + non_finite(h, count));
}

template <typename T>
double squared_product(const T* a, const T* d, int64_t positions) {
  Lanes products = zeros();
  for_lanes(0, positions, [&](int64_t i, auto get) __attribute__((always_inline)) {
    products = products + get(a + i) * get(d + i);
  });
  const double product = sum(products);
  return product * product;
}

template <typename T>
void pack_signs(const T* row, int64_t features, uint64_t* words) {
  int64_t i = 0;
  for (; i + 64 <= features; i += 64) *words++ = positive_bits(row + i);
  if (i < features) {
    T padded[64] = {T(0)};
    for (int64_t k = i; k < features; ++k) padded[k - i] = row[k];
    *words = positive_bits(padded);
  }
}

int64_t differing_bits(const uint64_t* a, const uint64_t* b, int64_t words) {
  int64_t bits = 0;
  for (int64_t i = 0; i < words; ++i) bits += __builtin_popcountll(a[i] ^ b[i]);
  return bits;
}

/*
 * The variance comes from deviations d from the first batch: (sum d^2 - (sum d)^2 / B) / B. Equal gradients have one of
 * exactly 0, each gradient is read once, and cancellation costs at most a factor of B, since the first batch is itself
 * one of those that vary.
 */
template <typename T>
double zico(const T* const* batches, int64_t count, int64_t begin, int64_t end) {
  const Lanes scale = broadcast(static_cast<double>(count));
  Lanes total = zeros();
  for_lanes(begin, end, [&](int64_t i, auto get) __attribute__((always_inline)) {
    auto batch = [&](int64_t b) __attribute__((always_inline)) {
      return batches[b] == nullptr ? zeros() : get(batches[b] + i);
    };
    const Lanes first = batch(0);
    Lanes size = absolute(first), shift = zeros(), squares = zeros();
    for (int64_t b = 1; b < count; ++b) {
      const Lanes g = batch(b);
      const Lanes deviation = g - first;
      size = size + absolute(g);
      shift = shift + deviation;
      squares = squares + deviation * deviation;
    }
    const Lanes deviation = square_root((squares - shift * shift / scale) / scale);
    total = total + where_not_zero(deviation, (size / scale) / deviation);
  });
  return sum(total);
}

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
void exponentials(double* values, int64_t n, double alpha, double low) {
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

double sweep_pairs(const double* p, const double* q, int64_t n, int64_t tile, double* slope) {
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

extern const Kernels PARZC_TABLE = {
    PARZC_LEVEL,
    {node_sums<float>, squared_product<float>, pack_signs<float>, zico<float>},
    {node_sums<double>, squared_product<double>, pack_signs<double>, zico<double>},
    differing_bits,
    exponentials,
    sweep_pairs,
};

}  // namespace parzc
