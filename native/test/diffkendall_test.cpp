#include <gtest/gtest.h>

#include <cmath>

#include "parzc/parzc.h"
#include "samples.h"

namespace {

struct Plain {
  double value = 0.0, magnitude = 0.0;
  std::vector<double> gradient, gradient_magnitude;
};

template <typename T>
Plain plain(const std::vector<T>& x, const std::vector<T>& y, double alpha) {
  const size_t n = x.size();
  const double scale = 2.0 / (static_cast<double>(n) * (n - 1.0));
  Plain r;
  r.gradient.assign(n, 0.0);
  r.gradient_magnitude.assign(n, 0.0);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) {
      const double z = alpha * (static_cast<double>(x[i]) - x[j]) / 2;
      const double a = std::tanh(z), b = std::tanh(alpha * (static_cast<double>(y[i]) - y[j]) / 2);
      const double slope = scale * alpha / 2 * (1 - a * a) * b;
      r.value += scale / 2 * a * b;
      r.magnitude += std::fabs(scale / 2 * a * b);
      r.gradient[i] += slope;
      r.gradient_magnitude[i] += std::fabs(slope);
    }
  }
  return r;
}

template <typename T>
void expect_plain(const std::vector<T>& x, const std::vector<T>& y, double alpha) {
  const int dtype = sizeof(T) == 4 ? PARZC_FLOAT32 : PARZC_FLOAT64;
  const double tolerance = sizeof(T) == 4 ? 1e-6 : 1e-12;
  const Plain expected = plain(x, y, alpha);
  double value = 9.0;
  std::vector<T> gradient(x.size());
  ASSERT_EQ(PARZC_OK, parzc_diffkendall(dtype, x.data(), y.data(), x.size(), alpha, &value, gradient.data()));
  EXPECT_NEAR(expected.value, value, 1e-12 * expected.magnitude);
  /* 1 - tanh^2 of the plain formula is itself only good to an absolute 1e-16. */
  const double floor = 1e-15 * alpha / static_cast<double>(x.size());
  for (size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(expected.gradient[i], gradient[i], tolerance * expected.gradient_magnitude[i] + floor) << i;
  }
}

template <typename T>
std::vector<T> scaled(std::vector<T> values, double factor, double offset) {
  for (T& v : values) v = static_cast<T>(v * factor + offset);
  return values;
}

TEST(DiffKendall, MatchesThePlainFormulaForAllSizes) {
  for (int64_t n : {2, 3, 7, 8, 9, 15, 16, 17, 100, 1023, 1024, 1025, 1033}) {
    SCOPED_TRACE(n);
    expect_plain(normal<double>(n, 1), normal<double>(n, 2), 0.5);
    expect_plain(normal<float>(n, 1), normal<float>(n, 2), 0.5);
  }
}

TEST(DiffKendall, MatchesThePlainFormulaForAllRanges) {
  const auto x = normal<double>(133, 1), y = normal<double>(133, 2);
  for (double factor : {1e-12, 1e-6, 1e-2, 1.0, 10.0, 40.0, 60.0, 1e3, 1e6}) {
    for (double offset : {0.0, -3.0, 80.0}) {
      SCOPED_TRACE(testing::Message() << factor << " " << offset);
      expect_plain(scaled(x, factor, offset), scaled(y, 3.0, 10.0), 1.0);
      expect_plain(scaled(x, 2.0, -1.0), scaled(y, factor, offset), 1.0);
    }
  }
}

TEST(DiffKendall, SurvivesTheWholeRangeOfFloat64) {
  const double x[] = {-1.7e308, 1.7e308, 0.0}, y[] = {-1.0, 1.0, 0.0};
  double value = 0.0, gradient[3];
  ASSERT_EQ(PARZC_OK, parzc_diffkendall(PARZC_FLOAT64, x, y, 3, 1e3, &value, gradient));
  EXPECT_DOUBLE_EQ(1.0, value);
  for (double g : gradient) EXPECT_EQ(0.0, g);
}

TEST(DiffKendall, TiesGiveExactlyZero) {
  const std::vector<double> x(50, 0.3), y = normal<double>(50, 1);
  double value = 9.0;
  std::vector<double> gradient(50);
  ASSERT_EQ(PARZC_OK, parzc_diffkendall(PARZC_FLOAT64, x.data(), y.data(), 50, 0.5, &value, nullptr));
  EXPECT_EQ(0.0, value);
  ASSERT_EQ(PARZC_OK, parzc_diffkendall(PARZC_FLOAT64, y.data(), x.data(), 50, 0.5, &value, gradient.data()));
  EXPECT_EQ(0.0, value);
  for (double g : gradient) EXPECT_EQ(0.0, g);
}

}  // namespace
