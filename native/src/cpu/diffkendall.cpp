#include "diffkendall.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels.h"

namespace parzc {
namespace {

/* Exponents up to this keep every product of the sweep well inside float64: (2 e^300)^2 is 1e261. */
constexpr double kSafeExponent = 300.0;

constexpr int64_t padded(int64_t n) { return (n + 7) / 8 * 8; }

/*
 * expm1(alpha (v_i - min v)). Measured from the smallest value nothing cancels in E_i + E_j, and expm1 keeps small
 * differences; the rounding of the exponent, which grows with the range, is put back to first order.
 * Returns false where the range is too large.
 */
bool exponentials(const std::vector<double>& values, int64_t n, double alpha, std::vector<double>& out) {
  const auto range = std::minmax_element(values.begin(), values.begin() + n);
  const double low = *range.first;
  const double width = *range.second - low;
  if (!std::isfinite(width) || alpha * width > kSafeExponent) return false;
  out.assign(padded(n), 0.0);
  for (int64_t i = 0; i < n; ++i) {
    const double difference = values[i] - low;
    const double back = difference + low;
    const double lost = (values[i] - back) + ((back - difference) - low);
    const double exponent = alpha * difference;
    const double error = std::fma(alpha, difference, -exponent) + alpha * lost;
    const double grown = std::expm1(exponent);
    out[i] = std::max(0.0, grown + (grown + 1.0) * error);
  }
  return true;
}

/* The definition, for ranges that the exponentials cannot hold. Halves first, so that no difference overflows. */
double plain_sweep(const std::vector<double>& x, const std::vector<double>& y, int64_t n, double alpha,
                   std::vector<double>& slope) {
  double total = 0.0;
  for (int64_t i = 0; i < n; ++i) {
    double row_value = 0.0;
    double row_slope = 0.0;
    for (int64_t j = i + 1; j < n; ++j) {
      const double a = std::tanh(alpha * (0.5 * x[i] - 0.5 * x[j]));
      const double b = std::tanh(alpha * (0.5 * y[i] - 0.5 * y[j]));
      const double term = 0.25 * ((1.0 - a) * (1.0 + a)) * b;
      row_value += a * b;
      row_slope += term;
      slope[j] -= term;
    }
    total += row_value;
    slope[i] += row_slope;
  }
  return total;
}

}  // namespace

template <typename T>
double diffkendall(const T* predictions, const T* labels, int64_t n, double alpha, T* gradient) {
  const std::vector<double> x(predictions, predictions + n);
  const std::vector<double> y(labels, labels + n);
  std::vector<double> slope(padded(n), 0.0);
  std::vector<double> p, q;
  const bool fast = exponentials(x, n, alpha, p) && exponentials(y, n, alpha, q);
  const double total = fast ? kernels().pair_sweep(p.data(), q.data(), n, slope.data())
                            : plain_sweep(x, y, n, alpha, slope);
  const double scale = 2.0 / (static_cast<double>(n) * static_cast<double>(n - 1));
  if (gradient != nullptr) {
    for (int64_t i = 0; i < n; ++i) gradient[i] = static_cast<T>(scale * (2.0 * (alpha * slope[i])));
  }
  return std::max(-1.0, std::min(1.0, scale * total));
}

template double diffkendall<float>(const float*, const float*, int64_t, double, float*);
template double diffkendall<double>(const double*, const double*, int64_t, double, double*);

}  // namespace parzc
