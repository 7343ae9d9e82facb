/*
 * Sums over one chunk of weights w, gradients g and Hessian-gradient products h. The reference, in float64:
 *
 *   for i: w2 += w*w; g2 += g*g; abs_wg += |w*g|; wg += w*g; wh += w*h;
 *          non_finite += !finite(w) + !finite(g) + !finite(h)
 *
 * Eight running sums to a column. Which of g and h are there is known before the loop, and non-finite elements are
 * counted only where a sum is not finite.
 */
#ifndef PARZC_CPU_NODE_SUMS_H
#define PARZC_CPU_NODE_SUMS_H

#include "for_lanes.h"
#include "parzc/parzc.h"

namespace parzc {
namespace {

template <bool kGradient, bool kHessian, typename T>
PARZC_INLINE void add_elements(const T* w, const T* g, const T* h, int64_t count, double* sums) {
  Lanes w2 = zeros(), g2 = zeros(), abs_wg = zeros(), wg = zeros(), wh = zeros();
  for_lanes(
      0, count, [&](int64_t i, auto get) __attribute__((always_inline)) {
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

}  // namespace
}  // namespace parzc

#endif
