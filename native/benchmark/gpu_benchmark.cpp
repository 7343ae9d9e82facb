/*
 * Time of every kernel on a GPU, through the ABI, beside the bandwidth of a copy within device memory. CUDA events stand
 * around each call, so that tables, launches and results count too; the L2 cache is flushed before. `gpu_benchmark small`
 * runs everything once on little data, to see that it works.
 */
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "networks.h"
#include "parzc/parzc.h"

namespace {

bool small = false;

void check(cudaError_t code, const char* what) {
  if (code == cudaSuccess) return;
  std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(code));
  std::exit(1);
}

void check(int code) {
  if (code == PARZC_OK) return;
  std::fprintf(stderr, "%s\n", parzc_last_error());
  std::exit(1);
}

/* `count` normal values in device memory, a block of them repeated; freed with the process. */
float* device_values(int64_t count) {
  static const std::vector<float> block = [] {
    std::mt19937_64 random(1);
    std::normal_distribution<float> distribution;
    std::vector<float> values(1 << 20);
    for (float& value : values) value = distribution(random);
    return values;
  }();
  float* memory = nullptr;
  check(cudaMalloc(&memory, static_cast<size_t>(count) * sizeof(float)), "cudaMalloc");
  for (int64_t at = 0; at < count; at += static_cast<int64_t>(block.size())) {
    const auto now = static_cast<size_t>(std::min<int64_t>(static_cast<int64_t>(block.size()), count - at));
    check(cudaMemcpy(memory + at, block.data(), now * sizeof(float), cudaMemcpyHostToDevice), "cudaMemcpy");
  }
  return memory;
}

class Timer {
 public:
  Timer() {
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, 0), "cudaGetDeviceProperties");
    flushed_ = 4 * static_cast<size_t>(std::max(properties.l2CacheSize, 1 << 20));
    check(cudaMalloc(&cache_, flushed_), "cudaMalloc");
    check(cudaEventCreate(&begin_), "cudaEventCreate");
    check(cudaEventCreate(&end_), "cudaEventCreate");
  }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() {
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
    cudaFree(cache_);
  }

  /* The median time of a call, in seconds. */
  template <typename Call>
  double seconds(Call call) {
    const int warm_ups = small ? 0 : 3, runs = small ? 1 : 15;
    std::vector<double> times;
    for (int run = -warm_ups; run < runs; ++run) {
      check(cudaMemset(cache_, run, flushed_), "cudaMemset");
      check(cudaEventRecord(begin_), "cudaEventRecord");
      call();
      check(cudaEventRecord(end_), "cudaEventRecord");
      check(cudaEventSynchronize(end_), "cudaEventSynchronize");
      float milliseconds = 0.0f;
      check(cudaEventElapsedTime(&milliseconds, begin_, end_), "cudaEventElapsedTime");
      if (run >= 0) times.push_back(1e-3 * milliseconds);
    }
    std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
    return std::max(times[static_cast<size_t>(runs / 2)], 1e-9);
  }

 private:
  void* cache_ = nullptr;
  size_t flushed_ = 0;
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
};

double copy_bandwidth = 0.0;

void print_bytes(const std::string& name, double bytes, double seconds) {
  std::printf("%-34s %10.1f us %9.1f GB/s %6.1f %% of a copy's\n", name.c_str(), 1e6 * seconds, 1e-9 * bytes / seconds,
              100.0 * bytes / seconds / copy_bandwidth);
  std::fflush(stdout);
}

void measure_copy(Timer& timer) {
  const size_t bytes = size_t(small ? 1 : 512) << 20;
  void *from = nullptr, *to = nullptr;
  check(cudaMalloc(&from, bytes), "cudaMalloc");
  check(cudaMalloc(&to, bytes), "cudaMalloc");
  const double seconds =
      timer.seconds([&] { check(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToDevice), "cudaMemcpy"); });
  copy_bandwidth = 2.0 * static_cast<double>(bytes) / seconds;
  print_bytes("copy within device memory", 2.0 * static_cast<double>(bytes), seconds);
  cudaFree(from);
  cudaFree(to);
}

void measure_node_sums(Timer& timer, parzc_backend* gpu, const std::string& name, const std::vector<int64_t>& sizes) {
  const int64_t count = total(sizes), tensors = static_cast<int64_t>(sizes.size());
  float *w = device_values(count), *g = device_values(count), *h = device_values(count);
  const auto ws = pointers_into(w, sizes), gs = pointers_into(g, sizes), hs = pointers_into(h, sizes);
  std::vector<double> sums(sizes.size() * PARZC_SUM_COLUMNS);
  const double seconds = timer.seconds([&] {
    check(parzc_node_sums(gpu, nullptr, PARZC_FLOAT32, tensors, ws.data(), gs.data(), hs.data(), sizes.data(),
                          sums.data()));
  });
  print_bytes("node sums, " + name, 3.0 * sizeof(float) * static_cast<double>(count), seconds);
  for (float* memory : {w, g, h}) cudaFree(memory);
}

void measure_zico(Timer& timer, parzc_backend* gpu, int64_t batches) {
  const auto sizes = weight_sizes(1, 3);
  const int64_t count = total(sizes), tensors = static_cast<int64_t>(sizes.size());
  float* all = device_values(count * batches);
  std::vector<const void*> gradients(static_cast<size_t>(tensors * batches));
  for (int64_t b = 0; b < batches; ++b) {
    const auto of_batch = pointers_into(all + b * count, sizes);
    for (int64_t t = 0; t < tensors; ++t) gradients[static_cast<size_t>(t * batches + b)] = of_batch[t];
  }
  std::vector<double> zico(sizes.size());
  const double seconds = timer.seconds([&] {
    check(parzc_zico(gpu, nullptr, PARZC_FLOAT32, tensors, batches, gradients.data(), sizes.data(), zico.data()));
  });
  print_bytes("zico, heavy, " + std::to_string(batches) + " batches",
              static_cast<double>(sizeof(float)) * static_cast<double>(count * batches), seconds);
  cudaFree(all);
}

void measure_layers(Timer& timer, parzc_backend* gpu, int64_t images) {
  const auto features = feature_counts();
  const int64_t layers = static_cast<int64_t>(features.size());
  std::vector<int64_t> sizes, channels{16, 32, 64}, channel_counts, positions;
  for (size_t l = 0; l < features.size(); ++l) {
    sizes.push_back(images * features[l]);
    channel_counts.push_back(channels[l / 5]);
    positions.push_back(features[l] / channel_counts[l]);
  }
  const std::vector<int64_t> image_counts(features.size(), images);
  float *a = device_values(total(sizes)), *d = device_values(total(sizes));
  const auto as = pointers_into(a, sizes), ds = pointers_into(d, sizes);
  const double bytes = static_cast<double>(sizeof(float)) * static_cast<double>(total(sizes));
  std::vector<double> fisher(features.size());
  const std::string name = std::to_string(layers) + " layers, " + std::to_string(images) + " images";
  print_bytes("fisher, " + name, 2.0 * bytes, timer.seconds([&] {
    check(parzc_fisher(gpu, nullptr, PARZC_FLOAT32, layers, as.data(), ds.data(), image_counts.data(),
                       channel_counts.data(), positions.data(), fisher.data()));
  }));
  std::vector<int64_t> agreement(static_cast<size_t>(layers * images * images));
  print_bytes("sign agreement, " + name, bytes, timer.seconds([&] {
    check(parzc_sign_agreement(gpu, nullptr, PARZC_FLOAT32, layers, images, as.data(), features.data(),
                               agreement.data()));
  }));
  cudaFree(a);
  cudaFree(d);
}

void measure_diffkendall(Timer& timer, parzc_backend* gpu, int64_t n) {
  float *x = device_values(n), *y = device_values(n), *gradient = device_values(n);
  double tau = 0.0;
  const double seconds = timer.seconds(
      [&] { check(parzc_diffkendall(gpu, nullptr, PARZC_FLOAT32, 1, &n, x, y, 0.5, &tau, gradient)); });
  const double pairs = 0.5 * static_cast<double>(n) * static_cast<double>(n - 1);
  std::printf("%-34s %10.1f us %9.2f G pairs/s\n", ("diffkendall, n = " + std::to_string(n)).c_str(), 1e6 * seconds,
              1e-9 * pairs / seconds);
  std::fflush(stdout);
  for (float* memory : {x, y, gradient}) cudaFree(memory);
}

}  // namespace

int main(int count, char** arguments) {
  small = count > 1 && std::strcmp(arguments[1], "small") == 0;
  parzc_backend* gpu = nullptr;
  if (parzc_open_cuda(0, &gpu) != PARZC_OK) {
    std::fprintf(stderr, "%s\n", parzc_last_error());
    return 2;
  }
  std::printf("libparzc %s for sm_%s, on %s\n", parzc_version(), parzc_cuda_architectures(), parzc_describe(gpu));
  Timer timer;
  measure_copy(timer);
  measure_node_sums(timer, gpu, "light (1 x 1)", weight_sizes(1, 1));
  if (!small) {
    measure_node_sums(timer, gpu, "heavy (3 x 3)", weight_sizes(1, 3));
    measure_node_sums(timer, gpu, "32 heavy networks", weight_sizes(32, 3));
    for (int64_t megabytes : {16, 128, 1024}) {
      measure_node_sums(timer, gpu, std::to_string(megabytes) + " MiB in one tensor", {(megabytes << 20) / 12});
    }
  }
  measure_zico(timer, gpu, small ? 2 : 8);
  measure_layers(timer, gpu, small ? 2 : 64);
  for (int64_t n : {256, 1024, 4096, 16384, 100000}) {
    if (!small || n == 256) measure_diffkendall(timer, gpu, n);
  }
  parzc_close(gpu);
  return 0;
}
