#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "parzc/parzc.h"
#include "samples.h"

namespace {

template <typename T>
constexpr int kType = sizeof(T) == 4 ? PARZC_FLOAT32 : PARZC_FLOAT64;

void expect_close(double expected, double actual, double magnitude) {
  EXPECT_NEAR(expected, actual, 1e-12 * magnitude + 1e-300);
}

template <typename T>
class Kernel : public testing::Test {};
typedef testing::Types<float, double> ElementTypes;
TYPED_TEST_SUITE(Kernel, ElementTypes);

template <typename T>
std::vector<double> plain_sums(const T* w, const T* g, const T* h, int64_t size) {
  std::vector<double> s(PARZC_SUM_COLUMNS, 0.0);
  for (int64_t i = 0; i < size; ++i) {
    const double x = w[i], y = g ? g[i] : 0.0, z = h ? h[i] : 0.0;
    s[PARZC_SUM_W2] += x * x;
    s[PARZC_SUM_G2] += y * y;
    s[PARZC_SUM_ABS_WG] += std::fabs(x * y);
    s[PARZC_SUM_WG] += x * y;
    s[PARZC_SUM_WH] += x * z;
    s[PARZC_SUM_NONFINITE] += !std::isfinite(x) + !std::isfinite(y) + !std::isfinite(z);
  }
  return s;
}

TYPED_TEST(Kernel, NodeSumsOfAllSizesMatchThePlainLoop) {
  typedef TypeParam T;
  const auto sizes = boundary_sizes();
  const int64_t n = static_cast<int64_t>(sizes.size());
  /* One element further than malloc's alignment: vectors straddle cache lines. */
  const auto w = normal<T>(40002, 1), g = normal<T>(40002, 2), h = normal<T>(40002, 3);
  for (int present = 0; present < 4; ++present) {
    const T* gp = present & 1 ? g.data() + 1 : nullptr;
    const T* hp = present & 2 ? h.data() + 1 : nullptr;
    std::vector<const void*> ws(n, w.data() + 1), gs(n, gp), hs(n, hp);
    std::vector<double> sums(n * PARZC_SUM_COLUMNS, -1.0);
    ASSERT_EQ(PARZC_OK, parzc_node_sums(kType<T>, n, ws.data(), gs.data(), hs.data(), sizes.data(), sums.data()));
    for (int64_t t = 0; t < n; ++t) {
      const auto expected = plain_sums(w.data() + 1, gp, hp, sizes[t]);
      for (int c = 0; c < PARZC_SUM_COLUMNS; ++c) {
        SCOPED_TRACE(testing::Message() << "size " << sizes[t] << " column " << c << " present " << present);
        expect_close(expected[c], sums[t * PARZC_SUM_COLUMNS + c], static_cast<double>(sizes[t]));
      }
    }
  }
}

TYPED_TEST(Kernel, EmptyTensorKeepsItsRowBetweenFullOnes) {
  typedef TypeParam T;
  const std::vector<T> w{1, 2}, g{3, -4};
  const void* ws[] = {w.data(), nullptr, w.data()};
  const void* gs[] = {g.data(), nullptr, g.data()};
  const int64_t sizes[] = {2, 0, 1};
  std::vector<double> sums(3 * PARZC_SUM_COLUMNS, -1.0);
  ASSERT_EQ(PARZC_OK, parzc_node_sums(kType<T>, 3, ws, gs, nullptr, sizes, sums.data()));
  EXPECT_EQ((std::vector<double>{5, 25, 11, -5, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 3, 3, 0, 0}), sums);
}

TYPED_TEST(Kernel, NonFiniteEntriesAreCountedWhereverTheyAre) {
  typedef TypeParam T;
  const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
  for (int64_t where : {0, 7, 8, 30, 32}) {
    auto w = normal<T>(33, 1), g = w, h = w;
    w[where] = T(0);
    h[where] = -inf;
    g[32 - where] = nan;
    w[5] = inf;
    const void *wp = w.data(), *gp = g.data(), *hp = h.data();
    const int64_t size = 33;
    double sums[PARZC_SUM_COLUMNS];
    ASSERT_EQ(PARZC_OK, parzc_node_sums(kType<T>, 1, &wp, &gp, &hp, &size, sums));
    EXPECT_EQ(3.0, sums[PARZC_SUM_NONFINITE]);
  }
}

TYPED_TEST(Kernel, FisherMatchesThePlainLoop) {
  typedef TypeParam T;
  for (int64_t positions : boundary_sizes()) {
    const int64_t images = 3, channels = 2;
    const auto a = normal<T>(images * channels * positions, 1), d = normal<T>(images * channels * positions, 2);
    double expected = 0.0, actual = -1.0;
    for (int64_t c = 0; c < channels; ++c) {
      for (int64_t n = 0; n < images; ++n) {
        double s = 0.0;
        for (int64_t i = 0; i < positions; ++i) {
          const int64_t k = (n * channels + c) * positions + i;
          s += static_cast<double>(a[k]) * d[k];
        }
        expected += 0.5 * s * s / images;
      }
    }
    ASSERT_EQ(PARZC_OK, parzc_fisher(kType<T>, a.data(), d.data(), images, channels, positions, &actual));
    EXPECT_NEAR(expected, actual, 1e-11 * (expected + positions));
  }
}

TYPED_TEST(Kernel, SignAgreementMatchesThePlainLoop) {
  typedef TypeParam T;
  for (int64_t features : {0, 1, 31, 32, 33, 63, 64, 65, 1000}) {
    const int64_t images = 5;
    auto x = normal<T>(images * features, 1);
    for (size_t k = 0; k < x.size(); k += 7) x[k] = k % 2 ? T(0) : std::numeric_limits<T>::quiet_NaN();
    std::vector<int64_t> agreement(images * images, -1);
    ASSERT_EQ(PARZC_OK, parzc_sign_agreement(kType<T>, x.data(), images, features, agreement.data()));
    for (int64_t i = 0; i < images; ++i) {
      for (int64_t j = 0; j < images; ++j) {
        int64_t equal = 0;
        for (int64_t k = 0; k < features; ++k) equal += (x[i * features + k] > 0) == (x[j * features + k] > 0);
        EXPECT_EQ(equal, agreement[i * images + j]) << features << " features, pair " << i << ", " << j;
      }
    }
  }
}

TYPED_TEST(Kernel, ZicoMatchesThePlainLoop) {
  typedef TypeParam T;
  const auto sizes = boundary_sizes();
  const int64_t n = static_cast<int64_t>(sizes.size()), batches = 3;
  std::vector<std::vector<T>> g;
  for (unsigned b = 0; b < batches; ++b) g.push_back(normal<T>(40001, b));
  for (auto& batch : g) batch[3] = T(0.1);
  g[2].clear();
  std::vector<const void*> pointers;
  for (int64_t t = 0; t < n; ++t) pointers.insert(pointers.end(), {g[0].data(), g[1].data(), nullptr});
  std::vector<double> actual(n, -1.0);
  ASSERT_EQ(PARZC_OK, parzc_zico(kType<T>, n, batches, pointers.data(), sizes.data(), actual.data()));
  for (int64_t t = 0; t < n; ++t) {
    double expected = 0.0;
    for (int64_t k = 0; k < sizes[t]; ++k) {
      const double v[] = {g[0][k], g[1][k], 0.0};
      const double mean = (v[0] + v[1] + v[2]) / 3;
      double squares = 0.0;
      for (double x : v) squares += (x - mean) * (x - mean);
      if (squares != 0.0) expected += (std::fabs(v[0]) + std::fabs(v[1])) / 3 / std::sqrt(squares / 3);
    }
    EXPECT_NEAR(expected, actual[t], 1e-11 * (expected + 1)) << "size " << sizes[t];
  }
}

TYPED_TEST(Kernel, ZicoLeavesOutEqualGradients) {
  typedef TypeParam T;
  const std::vector<T> g(9, T(0.1));
  const void* pointers[] = {g.data(), g.data(), g.data()};
  const int64_t size = 9;
  double actual = -1.0;
  ASSERT_EQ(PARZC_OK, parzc_zico(kType<T>, 1, 3, pointers, &size, &actual));
  EXPECT_EQ(0.0, actual);
}

TEST(Library, SaysWhatItIs) {
  EXPECT_STREQ("0.1.0", parzc_version());
  EXPECT_TRUE(std::string(parzc_simd()) == "avx512" || std::string(parzc_simd()) == "avx2" ||
              std::string(parzc_simd()) == "baseline");
#if defined(__GLIBC__)
  EXPECT_EQ(1, parzc_settle_allocator());
#endif
}

}  // namespace
