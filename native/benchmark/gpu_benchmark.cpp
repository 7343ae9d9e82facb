/*
 * Time of every kernel on a GPU, through the ABI, beside the bandwidth of a copy within device memory. CUDA events
 * stand around each call and its finish, so that tables, launches and results count too; the L2 cache is flushed before. Then
 * how many groups of small kernels several threads get done, each on a queue of its own.
 *   gpu_benchmark [small] [--json FILE]
 * `small` runs everything once on little data, to see that it works. The file gets an array of objects with a name, a
 * value, a unit, a goal (or null), and whether the value meets it.
 */
#include <cuda_runtime.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <thread>
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

/* What was measured, for a person and for a program. */
class Report {
 public:
  enum class Goal { kNone, kAtLeast, kAtMost };

  void add(const std::string& name, double value, const std::string& unit, Goal goal = Goal::kNone, double aim = 0.0) {
    const bool met = goal == Goal::kAtLeast ? value >= aim : value <= aim;
    std::string line = number(value) + " " + unit;
    if (goal != Goal::kNone) {
      line += std::string("  (goal: ") + (goal == Goal::kAtLeast ? "at least " : "at most ") + number(aim) +
              (met ? ", met)" : ", MISSED)");
    }
    std::printf("%-48s %s\n", name.c_str(), line.c_str());
    std::fflush(stdout);
    json_ += std::string(json_.empty() ? "" : ",\n") + "  {\"name\": \"" + name + "\", \"value\": " + number(value) +
             ", \"unit\": \"" + unit + "\", \"goal\": " + (goal == Goal::kNone ? "null" : number(aim)) + ", \"met\": " +
             (goal == Goal::kNone ? "null"
              : met               ? "true"
                                  : "false") +
             "}";
  }

  void write(const char* path) const {
    std::FILE* file = std::fopen(path, "w");
    const bool written = file != nullptr && std::fprintf(file, "[\n%s\n]\n", json_.c_str()) > 0;
    if (file != nullptr && std::fclose(file) == 0 && written) return;
    std::perror(path);
    std::exit(1);
  }

 private:
  static std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof(text), "%.4g", value);
    return text;
  }

  std::string json_;
} report;

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
    cache_size_ = static_cast<size_t>(std::max(properties.l2CacheSize, 1 << 20));
    flushed_ = 4 * cache_size_;
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

  /* Bytes of the L2 cache. */
  double cache_size() const { return static_cast<double>(cache_size_); }

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
  size_t cache_size_ = 0, flushed_ = 0;
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
};

double copy_bandwidth = 0.0;

void add_bytes(const std::string& name, double bytes, double seconds, Report::Goal goal = Report::Goal::kNone) {
  report.add(name + ", time", 1e6 * seconds, "us");
  report.add(name + ", bandwidth", 1e-9 * bytes / seconds, "GB/s");
  report.add(name + ", share of a copy's", 100.0 * bytes / seconds / copy_bandwidth, "%", goal, 80.0);
}

void measure_copy(Timer& timer) {
  const size_t bytes = size_t(small ? 1 : 512) << 20;
  void *from = nullptr, *to = nullptr;
  check(cudaMalloc(&from, bytes), "cudaMalloc");
  check(cudaMalloc(&to, bytes), "cudaMalloc");
  const double seconds =
      timer.seconds([&] { check(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToDevice), "cudaMemcpy"); });
  copy_bandwidth = 2.0 * static_cast<double>(bytes) / seconds;
  report.add("copy within device memory, bandwidth", 1e-9 * copy_bandwidth, "GB/s");
  cudaFree(from);
  cudaFree(to);
}

/* A call on the queue, and the wait for its results. */
#define FINISHED(queue, call) (check(call), check(parzc_finish(queue)))

void measure_node_sums(Timer& timer, parzc_queue* queue, const std::string& name, const std::vector<int64_t>& sizes) {
  const int64_t count = total(sizes), tensors = static_cast<int64_t>(sizes.size());
  float *w = device_values(count), *g = device_values(count), *h = device_values(count);
  const auto ws = pointers_into(w, sizes), gs = pointers_into(g, sizes), hs = pointers_into(h, sizes);
  std::vector<double> sums(sizes.size() * PARZC_SUM_COLUMNS);
  const double seconds = timer.seconds([&] {
    FINISHED(queue, parzc_node_sums(queue, PARZC_FLOAT32, tensors, ws.data(), gs.data(), hs.data(), sizes.data(),
                                    sums.data()));
  });
  const double bytes = 3.0 * sizeof(float) * static_cast<double>(count);
  const bool beyond_cache = bytes > 2.0 * timer.cache_size();
  add_bytes("node sums, " + name, bytes, seconds, beyond_cache ? Report::Goal::kAtLeast : Report::Goal::kNone);
  for (float* memory : {w, g, h}) cudaFree(memory);
}

void measure_zico(Timer& timer, parzc_queue* queue, int64_t batches) {
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
    FINISHED(queue, parzc_zico(queue, PARZC_FLOAT32, tensors, batches, gradients.data(), sizes.data(), zico.data()));
  });
  add_bytes("zico, heavy, " + std::to_string(batches) + " batches",
            static_cast<double>(sizeof(float)) * static_cast<double>(count * batches), seconds);
  cudaFree(all);
}

void measure_layers(Timer& timer, parzc_queue* queue, int64_t images) {
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
  add_bytes("fisher, " + name, 2.0 * bytes, timer.seconds([&] {
    FINISHED(queue, parzc_fisher(queue, PARZC_FLOAT32, layers, as.data(), ds.data(), image_counts.data(),
                                 channel_counts.data(), positions.data(), fisher.data()));
  }));
  std::vector<int64_t> agreement(static_cast<size_t>(layers * images * images));
  add_bytes("sign agreement, " + name, bytes, timer.seconds([&] {
    FINISHED(queue,
             parzc_sign_agreement(queue, PARZC_FLOAT32, layers, images, as.data(), features.data(), agreement.data()));
  }));
  cudaFree(a);
  cudaFree(d);
}

void measure_diffkendall(Timer& timer, parzc_queue* queue, int64_t n) {
  float *x = device_values(n), *y = device_values(n), *gradient = device_values(n);
  double tau = 0.0;
  const double seconds = timer.seconds(
      [&] { FINISHED(queue, parzc_diffkendall(queue, PARZC_FLOAT32, 1, &n, x, y, 0.5, &tau, gradient)); });
  const double pairs = 0.5 * static_cast<double>(n) * static_cast<double>(n - 1);
  const std::string name = "diffkendall, n = " + std::to_string(n);
  report.add(name + ", time", 1e3 * seconds, "ms", n == 100000 ? Report::Goal::kAtMost : Report::Goal::kNone, 25.0);
  report.add(name + ", pairs", 1e-9 * pairs / seconds, "G/s");
  for (float* memory : {x, y, gradient}) cudaFree(memory);
}

/* One worker: groups of seven kernels on little data, on a queue and a stream of its own. */
void work(parzc_backend* gpu, const float* elements, int64_t count, int groups) {
  cudaStream_t stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
  parzc_queue* queue = nullptr;
  check(parzc_open_queue(gpu, stream, &queue));
  const auto sizes = weight_sizes(1, 1);
  const auto tensors = pointers_into(elements, sizes);
  const std::vector<const void*> batches(2 * tensors.size(), elements);
  const int64_t number = static_cast<int64_t>(sizes.size()), images = 2, channels = 8, positions = count / 16;
  const int64_t features = count / 2;
  const void* layer = elements;
  std::vector<double> sums(sizes.size() * PARZC_SUM_COLUMNS), zico(sizes.size());
  double fisher[3];
  int64_t agreement[4];
  for (int group = 0; group < groups; ++group) {
    for (int pass = 0; pass < 2; ++pass) {
      check(parzc_node_sums(queue, PARZC_FLOAT32, number, tensors.data(), tensors.data(), nullptr, sizes.data(),
                            sums.data()));
    }
    for (double& result : fisher) {
      check(parzc_fisher(queue, PARZC_FLOAT32, 1, &layer, &layer, &images, &channels, &positions, &result));
    }
    check(parzc_sign_agreement(queue, PARZC_FLOAT32, 1, images, &layer, &features, agreement));
    check(parzc_zico(queue, PARZC_FLOAT32, number, 2, batches.data(), sizes.data(), zico.data()));
    check(parzc_finish(queue));
  }
  parzc_close_queue(&queue);
  cudaStreamDestroy(stream);
}

/* How many groups `threads` workers get done together. */
void measure_workers(parzc_backend* gpu, int threads) {
  const int64_t count = total(weight_sizes(1, 1));
  const int groups = small ? 1 : 2000;
  float* elements = device_values(count);
  const auto run = [&](int groups_each) {
    std::vector<std::thread> workers;
    for (int t = 0; t < threads; ++t) workers.emplace_back(work, gpu, elements, count, groups_each);
    for (std::thread& worker : workers) worker.join();
  };
  run(1);
  const auto begin = std::chrono::steady_clock::now();
  run(groups);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  report.add("groups of 7 small kernels, queues: " + std::to_string(threads), threads * groups / seconds.count(),
             "groups/s");
  cudaFree(elements);
}

}  // namespace

int main(int count, char** arguments) {
  const char* json = nullptr;
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(arguments[i], "small") == 0) {
      small = true;
    } else if (std::strcmp(arguments[i], "--json") == 0 && i + 1 < count) {
      json = arguments[++i];
    } else {
      std::fprintf(stderr, "usage: gpu_benchmark [small] [--json FILE]\n");
      return 2;
    }
  }
  parzc_backend* gpu = nullptr;
  parzc_queue* queue = nullptr;
  if (parzc_open_cuda(0, &gpu) != PARZC_OK) {
    std::fprintf(stderr, "%s\n", parzc_last_error());
    return 2;
  }
  check(parzc_open_queue(gpu, nullptr, &queue));
  std::printf("libparzc %s for sm_%s, on %s\n", parzc_version(), parzc_cuda_architectures(), parzc_describe(gpu));
  {
    Timer timer;
    measure_copy(timer);
    measure_node_sums(timer, queue, "light (1 x 1)", weight_sizes(1, 1));
    if (!small) {
      measure_node_sums(timer, queue, "heavy (3 x 3)", weight_sizes(1, 3));
      measure_node_sums(timer, queue, "32 heavy networks", weight_sizes(32, 3));
      for (int64_t megabytes : {16, 128, 1024}) {
        measure_node_sums(timer, queue, std::to_string(megabytes) + " MiB in one tensor", {(megabytes << 20) / 12});
      }
    }
    measure_zico(timer, queue, small ? 2 : 8);
    measure_layers(timer, queue, small ? 2 : 64);
    for (int64_t n : {256, 1024, 4096, 16384, 100000}) {
      if (!small || n == 256) measure_diffkendall(timer, queue, n);
    }
  }
  for (int threads : {1, 2, 4, 8, 16}) {
    if (!small || threads <= 2) measure_workers(gpu, threads);
  }
  parzc_close_queue(&queue);
  parzc_close(&gpu);
  if (json != nullptr) report.write(json);
  return 0;
}
