/* What the kernels compute, as plain loops; each sum comes with the sum of the absolute terms, for its tolerance. */
#ifndef PARZC_TEST_REFERENCES_H
#define PARZC_TEST_REFERENCES_H

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "parzc/parzc.h"

class Sum {
 public:
  void add(double term) {
    value_ += term;
    magnitude_ += std::fabs(term);
  }

  double value() const { return static_cast<double>(value_); }
  double magnitude() const { return static_cast<double>(magnitude_); }

 private:
  long double value_ = 0.0L, magnitude_ = 0.0L;
};

/* `g` and `h` may be null. */
template <typename T>
std::array<Sum, PARZC_SUM_COLUMNS> plain_node_sums(const std::vector<T>& w, const T* g, const T* h) {
  std::array<Sum, PARZC_SUM_COLUMNS> sums;
  for (size_t i = 0; i < w.size(); ++i) {
    const double x = w[i], y = g != nullptr ? g[i] : 0.0, z = h != nullptr ? h[i] : 0.0;
    sums[PARZC_SUM_W2].add(x * x);
    sums[PARZC_SUM_G2].add(y * y);
    sums[PARZC_SUM_ABS_WG].add(std::fabs(x * y));
    sums[PARZC_SUM_WG].add(x * y);
    sums[PARZC_SUM_WH].add(x * z);
    sums[PARZC_SUM_NONFINITE].add(!std::isfinite(x) + !std::isfinite(y) + !std::isfinite(z));
  }
  return sums;
}

/* The term of one row; its magnitude is that of the products, since those of one sign may cancel those of the other. */
struct Fisher {
  double value = 0.0, magnitude = 0.0;
};

template <typename T>
Fisher plain_fisher(const std::vector<T>& a, const std::vector<T>& d, int64_t images, int64_t positions) {
  Fisher fisher;
  for (size_t begin = 0; begin < a.size(); begin += static_cast<size_t>(positions)) {
    Sum row;
    for (size_t i = begin; i < begin + static_cast<size_t>(positions); ++i) row.add(static_cast<double>(a[i]) * d[i]);
    fisher.value += 0.5 * row.value() * row.value() / static_cast<double>(images);
    fisher.magnitude += 0.5 * row.magnitude() * row.magnitude() / static_cast<double>(images);
  }
  return fisher;
}

template <typename T>
int64_t plain_agreement(const T* a, const T* b, int64_t features) {
  int64_t equal = 0;
  for (int64_t k = 0; k < features; ++k) equal += (a[k] > 0) == (b[k] > 0);
  return equal;
}

/* A batch may be null. */
template <typename T>
double plain_zico(const std::vector<const T*>& batches, int64_t size) {
  const double count = static_cast<double>(batches.size());
  Sum zico;
  for (int64_t k = 0; k < size; ++k) {
    Sum sum, squares;
    for (const T* g : batches) sum.add(g != nullptr ? g[k] : 0.0);
    for (const T* g : batches) {
      const double deviation = (g != nullptr ? g[k] : 0.0) - sum.value() / count;
      squares.add(deviation * deviation);
    }
    if (squares.value() != 0.0) zico.add(sum.magnitude() / count / std::sqrt(squares.value() / count));
  }
  return zico.value();
}

struct Tau {
  Sum value;
  std::vector<Sum> gradient;
};

template <typename T>
Tau plain_diffkendall(const std::vector<T>& x, const std::vector<T>& y, double alpha) {
  const size_t n = x.size();
  const double scale = 1.0 / (static_cast<double>(n) * (static_cast<double>(n) - 1.0));
  Tau tau{{}, std::vector<Sum>(n)};
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      const double a = std::tanh(alpha * (static_cast<double>(x[i]) - x[j]) / 2);
      const double b = std::tanh(alpha * (static_cast<double>(y[i]) - y[j]) / 2);
      tau.value.add(scale * a * b);
      tau.gradient[i].add(scale * alpha * (1 - a * a) * b);
    }
  }
  return tau;
}

/*
 * What the gradient of `n` scores may differ by from the plain loop's, whose 1 - tanh^2 is itself only good to an
 * absolute 1e-16; float rounds once more at the end.
 */
template <typename T>
double gradient_tolerance(const Sum& slope, double alpha, size_t n) {
  return (sizeof(T) == 4 ? 1e-5 : 1e-12) * slope.magnitude() + 1e-15 * alpha / static_cast<double>(n);
}

#endif
