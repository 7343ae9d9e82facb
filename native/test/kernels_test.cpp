/* The kernels against plain loops, through the ABI, on every backend. */
#include <cmath>
#include <limits>
#include <memory>

#include "backends.h"

namespace {

class NodeSums : public OnBackend {};
class FisherInformation : public OnBackend {};
class SignAgreement : public OnBackend {};
class Zico : public OnBackend {};
PARZC_ON_ALL_BACKENDS(NodeSums);
PARZC_ON_ALL_BACKENDS(FisherInformation);
PARZC_ON_ALL_BACKENDS(SignAgreement);
PARZC_ON_ALL_BACKENDS(Zico);

/* All boundary sizes in one call, at an address that suits vectors (offset 0) or does not. */
template <typename T>
void expect_plain_sums(parzc_queue* queue, bool on_device, int present, size_t offset) {
  const auto sizes = boundary_sizes();
  std::vector<std::vector<T>> w, g, h;
  std::vector<std::unique_ptr<Elements<T>>> memory;
  std::vector<const void*> ws, gs, hs;
  auto keep = [&](const std::vector<T>& values) {
    memory.push_back(std::make_unique<Elements<T>>(on_device, values, offset));
    return memory.back()->data();
  };
  for (size_t t = 0; t < sizes.size(); ++t) {
    const unsigned seed = static_cast<unsigned>(3 * t);
    w.push_back(normal<T>(sizes[t], seed));
    g.push_back(normal<T>(sizes[t], seed + 1));
    h.push_back(normal<T>(sizes[t], seed + 2));
    ws.push_back(keep(w[t]));
    gs.push_back(present & 1 ? keep(g[t]) : nullptr);
    hs.push_back(present & 2 ? keep(h[t]) : nullptr);
  }
  const int64_t n = static_cast<int64_t>(sizes.size());
  std::vector<double> sums(sizes.size() * PARZC_SUM_COLUMNS, -1.0);
  ASSERT_EQ(PARZC_OK, finished(queue, parzc_node_sums(queue, kType<T>, n, ws.data(), gs.data(), hs.data(), sizes.data(),
                                                      sums.data())))
      << parzc_last_error();
  for (size_t t = 0; t < sizes.size(); ++t) {
    const auto expected =
        plain_node_sums(w[t], present & 1 ? g[t].data() : nullptr, present & 2 ? h[t].data() : nullptr);
    for (size_t c = 0; c < PARZC_SUM_COLUMNS; ++c) {
      EXPECT_NEAR(expected[c].value(), sums[t * PARZC_SUM_COLUMNS + c], 1e-12 * expected[c].magnitude())
          << "size " << sizes[t] << " column " << c << " present " << present << " offset " << offset;
    }
  }
}

TEST_P(NodeSums, OfAllSizesMatchThePlainLoop) {
  for_both_types([&](auto type) {
    for (int present = 0; present < 4; ++present) {
      expect_plain_sums<decltype(type)>(queue_, on_device(), present, 0);
      expect_plain_sums<decltype(type)>(queue_, on_device(), present, 1);
    }
  });
}

TEST_P(NodeSums, AreTheSameBitsAtEveryAddress) {
  for_both_types([&](auto type) {
    typedef decltype(type) T;
    std::vector<double> first;
    for (size_t offset : {0, 1, 2, 3}) {
      const Elements<T> w(on_device(), normal<T>(40001, 1), offset), g(on_device(), normal<T>(40001, 2), offset);
      const void *wp = w.data(), *gp = g.data();
      const int64_t size = 40001;
      std::vector<double> sums(PARZC_SUM_COLUMNS);
      ASSERT_EQ(PARZC_OK,
                finished(queue_, parzc_node_sums(queue_, kType<T>, 1, &wp, &gp, nullptr, &size, sums.data())));
      if (first.empty()) first = sums;
      EXPECT_EQ(first, sums);
    }
  });
}

TEST_P(NodeSums, OfAnEmptyTensorKeepTheirRowBetweenFullOnes) {
  for_both_types([&](auto type) {
    typedef decltype(type) T;
    const Elements<T> w(on_device(), {1, 2}), g(on_device(), {3, -4});
    const void* ws[] = {w.data(), nullptr, w.data()};
    const void* gs[] = {g.data(), nullptr, g.data()};
    const int64_t sizes[] = {2, 0, 1};
    std::vector<double> sums(3 * PARZC_SUM_COLUMNS, -1.0);
    ASSERT_EQ(PARZC_OK, finished(queue_, parzc_node_sums(queue_, kType<T>, 3, ws, gs, nullptr, sizes, sums.data())));
    EXPECT_EQ((std::vector<double>{5, 25, 11, -5, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 3, 3, 0, 0}), sums);
  });
}

TEST_P(NodeSums, OfNothingButEmptyTensorsAreZero) {
  const void* none[] = {nullptr, nullptr};
  const int64_t sizes[] = {0, 0};
  std::vector<double> sums(2 * PARZC_SUM_COLUMNS, -1.0);
  ASSERT_EQ(PARZC_OK,
            finished(queue_, parzc_node_sums(queue_, PARZC_FLOAT32, 2, none, none, none, sizes, sums.data())));
  EXPECT_EQ(std::vector<double>(2 * PARZC_SUM_COLUMNS, 0.0), sums);
}

TEST_P(NodeSums, CountNonFiniteEntriesWhereverTheyAre) {
  for_both_types([&](auto type) {
    typedef decltype(type) T;
    const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    for (size_t where : {0, 7, 8, 30, 32}) {
      auto w = normal<T>(33, 1), g = w, h = w;
      w[where] = T(0);
      h[where] = -inf;
      g[32 - where] = nan;
      w[5] = inf;
      const Elements<T> we(on_device(), w), ge(on_device(), g), he(on_device(), h);
      const void *wp = we.data(), *gp = ge.data(), *hp = he.data();
      const int64_t size = 33;
      double sums[PARZC_SUM_COLUMNS];
      ASSERT_EQ(PARZC_OK, finished(queue_, parzc_node_sums(queue_, kType<T>, 1, &wp, &gp, &hp, &size, sums)));
      EXPECT_EQ(3.0, sums[PARZC_SUM_NONFINITE]);
    }
  });
}

TEST_P(NodeSums, OverflowWithoutANonFiniteEntryCountsNone) {
  const Elements<double> w(on_device(), {1e200, 1.0});
  const void* wp = w.data();
  const int64_t size = 2;
  double sums[PARZC_SUM_COLUMNS];
  ASSERT_EQ(PARZC_OK, finished(queue_, parzc_node_sums(queue_, PARZC_FLOAT64, 1, &wp, &wp, nullptr, &size, sums)));
  EXPECT_TRUE(std::isinf(sums[PARZC_SUM_W2]));
  EXPECT_EQ(0.0, sums[PARZC_SUM_NONFINITE]);
}

TEST_P(FisherInformation, OfManyLayersMatchesThePlainLoop) {
  for_both_types([&](auto type) {
    typedef decltype(type) T;
    std::vector<int64_t> images, channels, positions;
    /* Every boundary of positions, every boundary of rows, and shapes without elements. */
    for (int64_t size : boundary_sizes()) images.push_back(3), channels.push_back(2), positions.push_back(size);
    for (int64_t rows : {1, 7, 8, 9, 63, 64, 65, 130})
      images.push_back(1), channels.push_back(rows), positions.push_back(5);
    images.push_back(0), channels.push_back(4), positions.push_back(4);
    const size_t layers = images.size();
    std::vector<std::unique_ptr<Elements<T>>> memory;
    std::vector<const void*> as, ds;
    std::vector<Fisher> expected;
    for (size_t l = 0; l < layers; ++l) {
      const int64_t count = images[l] * channels[l] * positions[l];
      const auto a = normal<T>(count, static_cast<unsigned>(l)), d = normal<T>(count, static_cast<unsigned>(l + 100));
      /* One layer has no gradient. */
      const bool zeros = l == 4;
      memory.push_back(std::make_unique<Elements<T>>(on_device(), a, l % 3));
      as.push_back(memory.back()->data());
      memory.push_back(std::make_unique<Elements<T>>(on_device(), d, l % 2));
      ds.push_back(zeros ? nullptr : memory.back()->data());
      expected.push_back(zeros ? Fisher() : plain_fisher(a, d, images[l], positions[l]));
    }
    std::vector<double> actual(layers, -1.0);
    ASSERT_EQ(PARZC_OK,
              finished(queue_, parzc_fisher(queue_, kType<T>, static_cast<int64_t>(layers), as.data(), ds.data(),
                                            images.data(), channels.data(), positions.data(), actual.data())))
        << parzc_last_error();
    for (size_t l = 0; l < layers; ++l) {
      EXPECT_NEAR(expected[l].value, actual[l], 1e-12 * expected[l].magnitude) << "layer " << l;
    }
  });
}

TEST_P(SignAgreement, OfManyLayersMatchesThePlainLoop) {
  for_both_types([&](auto type) {
    typedef decltype(type) T;
    const int64_t images = 5;
    const std::vector<int64_t> features{0, 1, 31, 32, 33, 63, 64, 65, 1000, 1023, 1024, 1025, 2049};
    std::vector<std::vector<T>> x;
    std::vector<std::unique_ptr<Elements<T>>> memory;
    std::vector<const void*> inputs;
    for (size_t l = 0; l < features.size(); ++l) {
      x.push_back(normal<T>(images * features[l], static_cast<unsigned>(l)));
      for (size_t k = 0; k < x[l].size(); k += 7) x[l][k] = k % 2 ? T(0) : std::numeric_limits<T>::quiet_NaN();
      memory.push_back(std::make_unique<Elements<T>>(on_device(), x[l], l % 2));
      inputs.push_back(features[l] == 0 ? nullptr : memory.back()->data());
    }
    const int64_t layers = static_cast<int64_t>(features.size());
    std::vector<int64_t> agreement(features.size() * images * images, -1);
    ASSERT_EQ(PARZC_OK, finished(queue_, parzc_sign_agreement(queue_, kType<T>, layers, images, inputs.data(),
                                                              features.data(), agreement.data())))
        << parzc_last_error();
    for (int64_t l = 0; l < layers; ++l) {
      for (int64_t i = 0; i < images; ++i) {
        for (int64_t j = 0; j < images; ++j) {
          const int64_t equal =
              plain_agreement(x[l].data() + i * features[l], x[l].data() + j * features[l], features[l]);
          EXPECT_EQ(equal, agreement[(l * images + i) * images + j]) << features[l] << ", " << i << ", " << j;
        }
      }
    }
  });
}

TEST_P(Zico, OfManyTensorsMatchesThePlainLoop) {
  for_both_types([&](auto type) {
    typedef decltype(type) T;
    const auto sizes = boundary_sizes();
    for (size_t offset : {0, 1}) {
      const int64_t n = static_cast<int64_t>(sizes.size()), batches = 3;
      std::vector<std::vector<T>> g;
      std::vector<std::unique_ptr<Elements<T>>> memory;
      std::vector<const void*> pointers;
      for (int64_t t = 0; t < n; ++t) {
        for (unsigned b = 0; b < 2; ++b) {
          g.push_back(normal<T>(sizes[t], static_cast<unsigned>(2 * t) + b));
          if (sizes[t] > 3) g.back()[3] = T(0);
          memory.push_back(std::make_unique<Elements<T>>(on_device(), g.back(), offset));
          pointers.push_back(memory.back()->data());
        }
        pointers.push_back(nullptr);
      }
      std::vector<double> actual(sizes.size(), -1.0);
      ASSERT_EQ(PARZC_OK, finished(queue_, parzc_zico(queue_, kType<T>, n, batches, pointers.data(), sizes.data(),
                                                      actual.data())))
          << parzc_last_error();
      for (int64_t t = 0; t < n; ++t) {
        const double expected = plain_zico<T>({g[2 * t].data(), g[2 * t + 1].data(), nullptr}, sizes[t]);
        EXPECT_NEAR(expected, actual[t], 1e-12 * expected) << "size " << sizes[t];
      }
    }
  });
}

TEST_P(Zico, LeavesOutEqualGradients) {
  for_both_types([&](auto type) {
    typedef decltype(type) T;
    const Elements<T> g(on_device(), std::vector<T>(9, T(0.1)));
    const void* pointers[] = {g.data(), g.data(), g.data()};
    const int64_t size = 9;
    double actual = -1.0;
    ASSERT_EQ(PARZC_OK, finished(queue_, parzc_zico(queue_, kType<T>, 1, 3, pointers, &size, &actual)));
    EXPECT_EQ(0.0, actual);
  });
}

TEST_P(Zico, SurvivesAFirstBatchFarFromTheOthers) {
  const Elements<double> far(on_device(), {1e6}), near(on_device(), {1.0}), other(on_device(), {1.0 + 1e-6});
  const void* pointers[] = {far.data(), near.data(), other.data(), near.data()};
  const int64_t size = 1;
  double actual = -1.0;
  ASSERT_EQ(PARZC_OK, finished(queue_, parzc_zico(queue_, PARZC_FLOAT64, 1, 4, pointers, &size, &actual)));
  const double v[] = {1e6, 1.0, 1.0 + 1e-6, 1.0}, mean = (v[0] + v[1] + v[2] + v[3]) / 4;
  double squares = 0.0;
  for (double x : v) squares += (x - mean) * (x - mean);
  EXPECT_NEAR(mean / std::sqrt(squares / 4), actual, 1e-12);
}

}  // namespace
