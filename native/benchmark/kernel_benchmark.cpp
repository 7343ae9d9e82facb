/*
 * The kernels on the CPU, through the ABI, each beside a plain loop over the same data; no JVM needed. Arguments are
 * those of google-benchmark, as in: kernel_benchmark --benchmark_filter=node_sums
 */
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "networks.h"
#include "parzc/parzc.h"
#include "references.h"
#include "samples.h"

namespace {

/* A queue on the CPU with one thread, open as long as the process. */
parzc_queue* cpu() {
  static parzc_queue* queue = [] {
    parzc_backend* backend = nullptr;
    parzc_queue* opened = nullptr;
    parzc_open_cpu(1, &backend);
    parzc_open_queue(backend, nullptr, &opened);
    parzc_close(&backend);
    return opened;
  }();
  return queue;
}

void require_success(benchmark::State& state, int code) {
  if (code != PARZC_OK) state.SkipWithError(parzc_last_error());
}

void count_bytes(benchmark::State& state, int64_t elements) {
  state.SetBytesProcessed(state.iterations() * elements * static_cast<int64_t>(sizeof(float)));
}

/* Weights, gradients and Hessian-gradient products of networks; arguments: networks, kernel size. */
struct Weights {
  explicit Weights(const benchmark::State& state)
      : sizes(weight_sizes(state.range(0), state.range(1))),
        count(total(sizes)),
        w(normal<float>(count, 1)),
        g(normal<float>(count, 2)),
        h(normal<float>(count, 3)) {}

  std::vector<int64_t> sizes;
  int64_t count;
  std::vector<float> w, g, h;
};

void node_sums(benchmark::State& state) {
  const Weights data(state);
  const auto ws = pointers_into(data.w.data(), data.sizes), gs = pointers_into(data.g.data(), data.sizes),
             hs = pointers_into(data.h.data(), data.sizes);
  std::vector<double> sums(data.sizes.size() * PARZC_SUM_COLUMNS);
  for (auto _ : state) {
    require_success(state, parzc_node_sums(cpu(), PARZC_FLOAT32, static_cast<int64_t>(data.sizes.size()), ws.data(),
                                           gs.data(), hs.data(), data.sizes.data(), sums.data()));
  }
  count_bytes(state, 3 * data.count);
}

void node_sums_in_a_plain_loop(benchmark::State& state) {
  const Weights data(state);
  for (auto _ : state) {
    int64_t at = 0;
    for (int64_t size : data.sizes) {
      double w2 = 0, g2 = 0, abs_wg = 0, wg = 0, wh = 0;
      int64_t bad = 0;
      for (const int64_t end = at + size; at < end; ++at) {
        const double x = data.w[at], y = data.g[at], z = data.h[at];
        w2 += x * x;
        g2 += y * y;
        abs_wg += std::fabs(x * y);
        wg += x * y;
        wh += x * z;
        bad += !std::isfinite(x) + !std::isfinite(y) + !std::isfinite(z);
      }
      benchmark::DoNotOptimize(w2 + g2 + abs_wg + wg + wh + static_cast<double>(bad));
    }
  }
  count_bytes(state, 3 * data.count);
}

/* What reading costs: the floor of all sums. */
void memory_read(benchmark::State& state) {
  const Weights data(state);
  for (auto _ : state) {
    uint64_t bits = 0;
    for (const auto* array : {&data.w, &data.g, &data.h}) {
      const auto* words = reinterpret_cast<const uint64_t*>(array->data());
      for (int64_t i = 0; i < data.count / 2; ++i) bits |= words[i];
    }
    benchmark::DoNotOptimize(bits);
  }
  count_bytes(state, 3 * data.count);
}

#define PARZC_NETWORKS ArgNames({"networks", "kernel"})->Args({1, 1})->Args({1, 3})->Args({16, 3})
BENCHMARK(node_sums)->PARZC_NETWORKS;
BENCHMARK(node_sums_in_a_plain_loop)->PARZC_NETWORKS;
BENCHMARK(memory_read)->PARZC_NETWORKS;

void zico(benchmark::State& state) {
  const Weights data(state);
  std::vector<const void*> gradients;
  const auto ws = pointers_into(data.w.data(), data.sizes), gs = pointers_into(data.g.data(), data.sizes);
  for (size_t t = 0; t < data.sizes.size(); ++t) {
    gradients.push_back(ws[t]);
    gradients.push_back(gs[t]);
  }
  std::vector<double> results(data.sizes.size());
  for (auto _ : state) {
    require_success(state, parzc_zico(cpu(), PARZC_FLOAT32, static_cast<int64_t>(data.sizes.size()), 2,
                                      gradients.data(), data.sizes.data(), results.data()));
  }
  count_bytes(state, 2 * data.count);
}

void zico_in_a_plain_loop(benchmark::State& state) {
  const Weights data(state);
  for (auto _ : state) {
    double sum = 0.0;
    for (int64_t i = 0; i < data.count; ++i) {
      const double a = data.w[i], b = data.g[i], deviation = std::fabs(a - b) / 2;
      if (deviation != 0.0) sum += (std::fabs(a) + std::fabs(b)) / 2 / deviation;
    }
    benchmark::DoNotOptimize(sum);
  }
  count_bytes(state, 2 * data.count);
}

BENCHMARK(zico)->PARZC_NETWORKS;
BENCHMARK(zico_in_a_plain_loop)->PARZC_NETWORKS;

constexpr int64_t kImages = 16;

/* The outputs of a network's cells for kImages images. */
struct Layers {
  Layers() : features(feature_counts()) {
    for (int64_t count : features) sizes.push_back(kImages * count);
    a = normal<float>(total(sizes), 1);
    d = normal<float>(total(sizes), 2);
  }

  std::vector<int64_t> features, sizes;
  std::vector<float> a, d;
};

void fisher(benchmark::State& state) {
  const Layers data;
  const auto as = pointers_into(data.a.data(), data.sizes), ds = pointers_into(data.d.data(), data.sizes);
  const std::vector<int64_t> images(data.sizes.size(), kImages), channels(data.sizes.size(), 16);
  std::vector<int64_t> positions;
  for (int64_t count : data.features) positions.push_back(count / 16);
  std::vector<double> results(data.sizes.size());
  for (auto _ : state) {
    require_success(state, parzc_fisher(cpu(), PARZC_FLOAT32, static_cast<int64_t>(data.sizes.size()), as.data(),
                                        ds.data(), images.data(), channels.data(), positions.data(), results.data()));
  }
  count_bytes(state, 2 * total(data.sizes));
}

void fisher_in_a_plain_loop(benchmark::State& state) {
  const Layers data;
  for (auto _ : state) {
    double sum = 0.0;
    size_t at = 0;
    for (int64_t count : data.features) {
      for (int64_t row = 0; row < kImages * 16; ++row) {
        double product = 0.0;
        for (const size_t end = at + static_cast<size_t>(count / 16); at < end; ++at) {
          product += static_cast<double>(data.a[at]) * data.d[at];
        }
        sum += 0.5 / kImages * product * product;
      }
    }
    benchmark::DoNotOptimize(sum);
  }
  count_bytes(state, 2 * total(data.sizes));
}

void sign_agreement(benchmark::State& state) {
  const Layers data;
  const auto as = pointers_into(data.a.data(), data.sizes);
  std::vector<int64_t> agreement(data.sizes.size() * kImages * kImages);
  for (auto _ : state) {
    require_success(state, parzc_sign_agreement(cpu(), PARZC_FLOAT32, static_cast<int64_t>(data.sizes.size()), kImages,
                                                as.data(), data.features.data(), agreement.data()));
  }
  count_bytes(state, total(data.sizes));
}

void sign_agreement_in_a_plain_loop(benchmark::State& state) {
  const Layers data;
  for (auto _ : state) {
    const float* layer = data.a.data();
    for (int64_t features : data.features) {
      for (int64_t i = 0; i < kImages; ++i) {
        for (int64_t j = 0; j <= i; ++j) {
          benchmark::DoNotOptimize(plain_agreement(layer + i * features, layer + j * features, features));
        }
      }
      layer += kImages * features;
    }
  }
  count_bytes(state, total(data.sizes));
}

BENCHMARK(fisher);
BENCHMARK(fisher_in_a_plain_loop);
BENCHMARK(sign_agreement);
BENCHMARK(sign_agreement_in_a_plain_loop);

void diffkendall(benchmark::State& state) {
  const int64_t n = state.range(0);
  const auto x = normal<double>(n, 1), y = normal<double>(n, 2);
  std::vector<double> gradient(x.size());
  double value = 0.0;
  for (auto _ : state) {
    require_success(state,
                    parzc_diffkendall(cpu(), PARZC_FLOAT64, 1, &n, x.data(), y.data(), 0.5, &value, gradient.data()));
  }
  state.SetItemsProcessed(state.iterations() * n * (n - 1) / 2);
}

/* Each pair once, with the gradient. */
void diffkendall_in_a_plain_loop(benchmark::State& state) {
  const int64_t n = state.range(0);
  const auto x = normal<double>(n, 1), y = normal<double>(n, 2);
  const double alpha = 0.5, scale = 2.0 / (static_cast<double>(n) * static_cast<double>(n - 1));
  for (auto _ : state) {
    std::vector<double> gradient(x.size(), 0.0);
    double value = 0.0;
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = 0; j < i; ++j) {
        const double a = std::tanh(alpha * (x[i] - x[j]) / 2), b = std::tanh(alpha * (y[i] - y[j]) / 2);
        const double slope = scale * alpha / 2 * (1 - a * a) * b;
        value += scale * a * b;
        gradient[i] += slope;
        gradient[j] -= slope;
      }
    }
    benchmark::DoNotOptimize(value);
    benchmark::DoNotOptimize(gradient.data());
  }
  state.SetItemsProcessed(state.iterations() * n * (n - 1) / 2);
}

BENCHMARK(diffkendall)->RangeMultiplier(8)->Range(64, 4096)->Arg(8192);
BENCHMARK(diffkendall_in_a_plain_loop)->RangeMultiplier(8)->Range(64, 4096)->Arg(8192);

}  // namespace

BENCHMARK_MAIN();
