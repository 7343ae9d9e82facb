/* DiffKendall against the definition, through the ABI, on every backend. */
#include <cmath>

#include "backends.h"

namespace {

class DiffKendall : public OnBackend {
 protected:
  /* The value of one list; its gradient, if wanted, in `gradient`. */
  template <typename T>
  double tau(const std::vector<T>& x, const std::vector<T>& y, double alpha, std::vector<T>* gradient) {
    const Elements<T> xe(on_device(), x), ye(on_device(), y), out(on_device(), std::vector<T>(x.size(), T(9)));
    const int64_t n = static_cast<int64_t>(x.size());
    double value = 9.0;
    EXPECT_EQ(PARZC_OK, finished(queue_, parzc_diffkendall(queue_, kType<T>, 1, &n, xe.data(), ye.data(), alpha, &value,
                                                           gradient == nullptr ? nullptr : out.data())))
        << parzc_last_error();
    if (gradient != nullptr) *gradient = out.values();
    return value;
  }

  template <typename T>
  void expect_plain(const std::vector<T>& x, const std::vector<T>& y, double alpha);
};
PARZC_ON_ALL_BACKENDS(DiffKendall);

template <typename T>
void DiffKendall::expect_plain(const std::vector<T>& x, const std::vector<T>& y, double alpha) {
  const Tau expected = plain_diffkendall(x, y, alpha);
  std::vector<T> gradient;
  const double value = tau(x, y, alpha, &gradient);
  EXPECT_NEAR(expected.value.value(), value, 1e-12 * expected.value.magnitude());
  for (size_t i = 0; i < x.size(); ++i) {
    const Sum& slope = expected.gradient[i];
    EXPECT_NEAR(slope.value(), gradient[i], gradient_tolerance<T>(slope, alpha, x.size())) << i;
  }
}

template <typename T>
std::vector<T> scaled(std::vector<T> values, double factor, double offset) {
  for (T& v : values) v = static_cast<T>(v * factor + offset);
  return values;
}

TEST_P(DiffKendall, MatchesThePlainFormulaForAllSizes) {
  for (int64_t n : {2, 3, 7, 8, 9, 15, 16, 17, 100, 127, 128, 129, 255, 256, 257, 1023, 1024, 1025, 1033}) {
    SCOPED_TRACE(n);
    expect_plain(normal<double>(n, 1), normal<double>(n, 2), 0.5);
    expect_plain(normal<float>(n, 1), normal<float>(n, 2), 0.5);
  }
}

TEST_P(DiffKendall, MatchesThePlainFormulaForAllRanges) {
  const auto x = normal<double>(133, 1), y = normal<double>(133, 2);
  for (double factor : {1e-12, 1e-6, 1e-2, 1.0, 10.0, 40.0, 60.0, 1e3, 1e6}) {
    for (double offset : {0.0, -3.0, 80.0}) {
      SCOPED_TRACE(testing::Message() << factor << " " << offset);
      expect_plain(scaled(x, factor, offset), scaled(y, 3.0, 10.0), 1.0);
      expect_plain(scaled(x, 2.0, -1.0), scaled(y, factor, offset), 1.0);
    }
  }
}

TEST_P(DiffKendall, MatchesThePlainFormulaForLongListsOfTies) {
  const int64_t n = is_simulated(backend_) ? 1100 : 5000;
  auto x = normal<double>(n, 1), y = normal<double>(n, 2);
  for (double& v : x) v = std::round(v * 4) / 4;
  expect_plain(x, y, 2.0);
}

TEST_P(DiffKendall, SurvivesTheWholeRangeOfFloat64) {
  std::vector<double> gradient;
  EXPECT_DOUBLE_EQ(1.0, tau<double>({-1.7e308, 1.7e308, 0.0}, {-1.0, 1.0, 0.0}, 1e3, &gradient));
  for (double g : gradient) EXPECT_EQ(0.0, g);
  tau<double>({0.0, 1e302}, {0.0, 1.0}, 1e-300, &gradient);
  for (double g : gradient) EXPECT_TRUE(std::isfinite(g)) << g;
}

TEST_P(DiffKendall, TiesGiveExactlyZero) {
  const std::vector<double> x(50, 0.3), y = normal<double>(50, 1);
  std::vector<double> gradient;
  EXPECT_EQ(0.0, tau<double>(x, y, 0.5, nullptr));
  EXPECT_EQ(0.0, tau(y, x, 0.5, &gradient));
  for (double g : gradient) EXPECT_EQ(0.0, g);
}

TEST_P(DiffKendall, OfManyListsIsThatOfEachAlone) {
  const std::vector<int64_t> sizes{2, 300, 129, 1025, 2};
  std::vector<double> x, y, expected, gradients;
  for (size_t l = 0; l < sizes.size(); ++l) {
    auto xs = normal<double>(sizes[l], static_cast<unsigned>(l)), ys = normal<double>(sizes[l], 50);
    /* One list whose range needs the definition. */
    if (l == 2) xs = scaled(xs, 1e4, 0.0);
    std::vector<double> gradient;
    expected.push_back(tau(xs, ys, 0.7, &gradient));
    gradients.insert(gradients.end(), gradient.begin(), gradient.end());
    x.insert(x.end(), xs.begin(), xs.end());
    y.insert(y.end(), ys.begin(), ys.end());
  }
  const Elements<double> xe(on_device(), x), ye(on_device(), y), out(on_device(), x);
  std::vector<double> values(sizes.size());
  ASSERT_EQ(PARZC_OK, finished(queue_, parzc_diffkendall(queue_, PARZC_FLOAT64, 5, sizes.data(), xe.data(), ye.data(),
                                                         0.7, values.data(), out.data())));
  EXPECT_EQ(expected, values);
  EXPECT_EQ(gradients, out.values());
}

TEST_P(DiffKendall, RefusesScoresThatAreNotFiniteAndLeavesTheOutputsAsTheyWere) {
  const std::vector<int64_t> sizes{3, 3};
  const Elements<double> good(on_device(), {1, 2, 3, 4, 5, 6});
  const Elements<double> nan(on_device(), {1, 2, 3, 4, std::nan(""), 6}),
      infinite(on_device(), {1, 2, -HUGE_VAL, 4, 5, 6});
  const Elements<double> out(on_device(), {7, 7, 7, 7, 7, 7});
  double values[] = {7, 7};
  EXPECT_EQ(PARZC_INVALID_ARGUMENT,
            finished(queue_, parzc_diffkendall(queue_, PARZC_FLOAT64, 2, sizes.data(), nan.data(), good.data(), 0.5,
                                               values, out.data())));
  EXPECT_STREQ("predictions[4] is nan, expected a finite number", parzc_last_error());
  EXPECT_EQ(PARZC_INVALID_ARGUMENT,
            finished(queue_, parzc_diffkendall(queue_, PARZC_FLOAT64, 2, sizes.data(), good.data(), infinite.data(),
                                               0.5, values, out.data())));
  EXPECT_STREQ("labels[2] is -inf, expected a finite number", parzc_last_error());
  EXPECT_EQ(7.0, values[0]);
  EXPECT_EQ(std::vector<double>(6, 7.0), out.values());
}

}  // namespace
