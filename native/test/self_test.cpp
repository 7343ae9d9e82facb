/*
 * Every kernel on every backend of this machine, against plain loops and CPU against CUDA, with nothing but the ABI:
 * what runs where there is no GoogleTest. Arguments: `small` launches few CUDA threads, for a race detector; `first`
 * stops at the first failure.
 */
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "elements.h"
#include "parzc/parzc.h"
#include "references.h"
#include "samples.h"

namespace {

struct Target {
  std::string name;
  parzc_backend* backend;
  parzc_queue* queue;

  bool on_device() const { return name == "cuda"; }
};

std::vector<Target> targets;
bool small = false, only_first = false;
int checks = 0, failures = 0;

void check(bool good, const std::string& what) {
  ++checks;
  if (good) return;
  /* The first few say enough. */
  if (++failures <= 20) std::printf("FAILED %s\n", what.c_str());
  if (only_first) std::exit(1);
}

void check_near(double expected, double actual, double tolerance, const std::string& what) {
  check(std::fabs(expected - actual) <= tolerance,
        what + ": expected " + std::to_string(expected) + ", found " + std::to_string(actual));
}

void check_success(int code, const Target& target) { check(code == PARZC_OK, target.name + ": " + parzc_last_error()); }

template <typename T>
std::string label(const Target& target, const char* kernel, int64_t size) {
  return target.name + " " + kernel + (sizeof(T) == 4 ? " float32 " : " float64 ") + std::to_string(size);
}

/* Several arrays in the memory of a target. */
template <typename T>
class Arrays {
 public:
  explicit Arrays(const Target& target) : target_(target) {}

  void add(const std::vector<T>& values, size_t offset) {
    memory_.push_back(std::make_unique<Elements<T>>(target_.on_device(), values, offset));
    pointers_.push_back(memory_.back()->data());
  }
  void add_null() { pointers_.push_back(nullptr); }
  const void* const* data() const { return pointers_.data(); }

 private:
  const Target& target_;
  std::vector<std::unique_ptr<Elements<T>>> memory_;
  std::vector<const void*> pointers_;
};

/* Every results must be those of the first target: to the bit on the CPU, to a tolerance on CUDA. */
class Agreement {
 public:
  void check_same(const Target& target, const std::vector<double>& results, const std::vector<double>& tolerances,
                  const std::string& what) {
    if (first_.empty()) first_ = results;
    for (size_t i = 0; i < results.size(); ++i) {
      check_near(first_[i], results[i], target.on_device() ? tolerances[i] : 0.0, what + " against the first backend");
    }
  }

 private:
  std::vector<double> first_;
};

template <typename T>
void check_node_sums(const std::vector<int64_t>& sizes, bool gradients, bool hessian, int offsets) {
  std::vector<std::vector<T>> w, g, h;
  for (size_t t = 0; t < sizes.size(); ++t) {
    const unsigned seed = static_cast<unsigned>(3 * t);
    w.push_back(normal<T>(sizes[t], seed));
    g.push_back(normal<T>(sizes[t], seed + 1));
    h.push_back(normal<T>(sizes[t], seed + 2));
    if (sizes[t] > 30) g[t][30] = std::numeric_limits<T>::infinity();
  }
  Agreement agreement;
  for (const Target& target : targets) {
    Arrays<T> ws(target), gs(target), hs(target);
    for (size_t t = 0; t < sizes.size(); ++t) {
      ws.add(w[t], offsets & 1);
      gradients ? gs.add(g[t], offsets >> 1 & 1) : gs.add_null();
      hessian ? hs.add(h[t], offsets >> 2 & 1) : hs.add_null();
    }
    std::vector<double> sums(sizes.size() * PARZC_SUM_COLUMNS, -1.0), finite, tolerances;
    check_success(finished(target.queue, parzc_node_sums(target.queue, kType<T>, static_cast<int64_t>(sizes.size()),
                                                         ws.data(), gs.data(), hs.data(), sizes.data(), sums.data())),
                  target);
    for (size_t t = 0; t < sizes.size(); ++t) {
      const auto expected = plain_node_sums(w[t], gradients ? g[t].data() : nullptr, hessian ? h[t].data() : nullptr);
      for (size_t c = 0; c < PARZC_SUM_COLUMNS; ++c) {
        const double sum = sums[t * PARZC_SUM_COLUMNS + c], tolerance = 1e-12 * expected[c].magnitude();
        const std::string what = label<T>(target, "node_sums", sizes[t]) + " column " + std::to_string(c);
        if (!std::isfinite(expected[c].value())) {
          check(!std::isfinite(sum), what);
          continue;
        }
        check_near(expected[c].value(), sum, tolerance, what);
        finite.push_back(sum);
        tolerances.push_back(tolerance);
      }
    }
    agreement.check_same(target, finite, tolerances, label<T>(target, "node_sums", 0));
  }
}

template <typename T>
void check_fisher(const std::vector<int64_t>& rows, const std::vector<int64_t>& positions, int offsets) {
  const size_t layers = rows.size();
  const std::vector<int64_t> images(layers, 1);
  Agreement agreement;
  for (const Target& target : targets) {
    Arrays<T> as(target), ds(target);
    std::vector<Fisher> expected;
    std::vector<double> tolerances;
    for (size_t l = 0; l < layers; ++l) {
      const auto a = normal<T>(rows[l] * positions[l], static_cast<unsigned>(2 * l));
      const auto d = normal<T>(rows[l] * positions[l], static_cast<unsigned>(2 * l + 1));
      as.add(a, offsets & 1);
      ds.add(d, offsets >> 1 & 1);
      expected.push_back(plain_fisher(a, d, 1, positions[l]));
      tolerances.push_back(1e-12 * expected[l].magnitude);
    }
    std::vector<double> fisher(layers, -1.0);
    check_success(
        finished(target.queue, parzc_fisher(target.queue, kType<T>, static_cast<int64_t>(layers), as.data(), ds.data(),
                                            images.data(), rows.data(), positions.data(), fisher.data())),
        target);
    for (size_t l = 0; l < layers; ++l) {
      check_near(expected[l].value, fisher[l], tolerances[l], label<T>(target, "fisher", positions[l]));
    }
    agreement.check_same(target, fisher, tolerances, label<T>(target, "fisher", 0));
  }
}

template <typename T>
void check_sign_agreement(int64_t images, const std::vector<int64_t>& features, size_t offset) {
  std::vector<std::vector<T>> x;
  for (size_t l = 0; l < features.size(); ++l) {
    x.push_back(normal<T>(images * features[l], static_cast<unsigned>(l)));
    for (size_t k = 0; k < x[l].size(); k += 7) x[l][k] = k % 2 ? T(0) : static_cast<T>(std::nan(""));
  }
  for (const Target& target : targets) {
    Arrays<T> inputs(target);
    for (const auto& values : x) inputs.add(values, offset);
    std::vector<int64_t> agreement(features.size() * static_cast<size_t>(images * images), -1);
    check_success(
        finished(target.queue, parzc_sign_agreement(target.queue, kType<T>, static_cast<int64_t>(features.size()),
                                                    images, inputs.data(), features.data(), agreement.data())),
        target);
    size_t entry = 0;
    for (size_t l = 0; l < features.size(); ++l) {
      for (int64_t pair = 0; pair < images * images; ++pair) {
        const T* i = x[l].data() + pair / images * features[l];
        const T* j = x[l].data() + pair % images * features[l];
        check(plain_agreement(i, j, features[l]) == agreement[entry++],
              label<T>(target, "sign_agreement", features[l]));
      }
    }
  }
}

template <typename T>
void check_zico(const std::vector<int64_t>& sizes, size_t offset) {
  std::vector<std::vector<T>> g;
  for (size_t b = 0; b < 2 * sizes.size(); ++b) {
    g.push_back(normal<T>(sizes[b / 2], static_cast<unsigned>(b)));
    if (sizes[b / 2] > 3) g[b][3] = T(0);
  }
  Agreement agreement;
  for (const Target& target : targets) {
    Arrays<T> gradients(target);
    for (size_t b = 0; b < g.size(); ++b) {
      gradients.add(g[b], offset);
      if (b % 2 == 1) gradients.add_null();
    }
    std::vector<double> zico(sizes.size(), -1.0), tolerances;
    check_success(finished(target.queue, parzc_zico(target.queue, kType<T>, static_cast<int64_t>(sizes.size()), 3,
                                                    gradients.data(), sizes.data(), zico.data())),
                  target);
    for (size_t t = 0; t < sizes.size(); ++t) {
      const double expected = plain_zico<T>({g[2 * t].data(), g[2 * t + 1].data(), nullptr}, sizes[t]);
      tolerances.push_back(1e-12 * expected);
      check_near(expected, zico[t], tolerances[t], label<T>(target, "zico", sizes[t]));
    }
    agreement.check_same(target, zico, tolerances, label<T>(target, "zico", 0));
  }
}

/* Lists whose scores are normal, times a range: a large one needs the definition instead of exponentials. */
template <typename T>
void check_diffkendall(const std::vector<int64_t>& sizes, double x_range, double y_range) {
  const double alpha = 0.5;
  std::vector<T> x, y;
  std::vector<Tau> expected;
  for (size_t l = 0; l < sizes.size(); ++l) {
    auto xs = normal<T>(sizes[l], static_cast<unsigned>(2 * l)),
         ys = normal<T>(sizes[l], static_cast<unsigned>(2 * l + 1));
    for (T& v : xs) v = static_cast<T>(v * x_range);
    for (T& v : ys) v = static_cast<T>(v * y_range);
    expected.push_back(plain_diffkendall(xs, ys, alpha));
    x.insert(x.end(), xs.begin(), xs.end());
    y.insert(y.end(), ys.begin(), ys.end());
  }
  Agreement agreement;
  for (const Target& target : targets) {
    const Elements<T> predictions(target.on_device(), x), labels(target.on_device(), y), out(target.on_device(), x);
    std::vector<double> results(sizes.size(), 9.0), tolerances;
    check_success(finished(target.queue,
                           parzc_diffkendall(target.queue, kType<T>, static_cast<int64_t>(sizes.size()), sizes.data(),
                                             predictions.data(), labels.data(), alpha, results.data(), out.data())),
                  target);
    for (size_t l = 0; l < sizes.size(); ++l) {
      tolerances.push_back(1e-12 * expected[l].value.magnitude());
      check_near(expected[l].value.value(), results[l], tolerances[l], label<T>(target, "diffkendall", sizes[l]));
    }
    const std::vector<T> gradient = out.values();
    size_t i = 0;
    for (const Tau& tau : expected) {
      for (const Sum& slope : tau.gradient) {
        tolerances.push_back(gradient_tolerance<T>(slope, alpha, tau.gradient.size()));
        check_near(slope.value(), gradient[i], tolerances.back(), label<T>(target, "gradient of diffkendall", i));
        results.push_back(gradient[i++]);
      }
    }
    agreement.check_same(target, results, tolerances, label<T>(target, "diffkendall", 0));
  }
}

/* Each size in one call: with many items, or with one and so in few blocks. */
template <typename Body>
void in_calls(const std::vector<int64_t>& sizes, Body body) {
  if (!small) return body(sizes);
  for (int64_t size : sizes) body(std::vector<int64_t>{size});
}

/* The first score that is not finite is named, wherever it is, and no output is written. */
template <typename T>
void check_scores_that_are_not_finite() {
  const std::vector<int64_t> sizes{300, 300};
  const std::vector<T> good = normal<T>(600, 1), outputs(600, T(7));
  for (const Target& target : targets) {
    for (size_t bad : {5, 200, 299, 300, 420}) {
      std::vector<T> scores = good;
      scores[bad] = scores[bad < 300 ? 299 : 599] = static_cast<T>(std::nan(""));
      const Elements<T> x(target.on_device(), good), y(target.on_device(), scores), out(target.on_device(), outputs);
      double values[] = {7.0, 7.0};
      for (bool labels : {false, true}) {
        const int code = finished(
            target.queue, parzc_diffkendall(target.queue, kType<T>, 2, sizes.data(), labels ? x.data() : y.data(),
                                            labels ? y.data() : x.data(), 0.5, values, out.data()));
        const std::string text = (labels ? "labels[" : "predictions[") + std::to_string(bad) + "] is nan";
        check(code == PARZC_INVALID_ARGUMENT, target.name + " refuses scores that are not finite");
        check(std::string(parzc_last_error()).find(text) == 0, target.name + ": " + parzc_last_error());
      }
      check(values[0] == 7.0 && out.values() == outputs, target.name + " leaves outputs as they were");
    }
    double value = 0.0, same = 0.0;
    const int64_t size = 600;
    const Elements<T> x(target.on_device(), good), out(target.on_device(), outputs);
    check_success(finished(target.queue, parzc_diffkendall(target.queue, kType<T>, 1, &size, x.data(), x.data(), 0.5,
                                                           &value, out.data())),
                  target);
    check_success(finished(target.queue, parzc_diffkendall(target.queue, kType<T>, 1, &size, x.data(), x.data(), 0.5,
                                                           &same, nullptr)),
                  target);
    check(value == same, target.name + " needs no gradient");
  }
}

template <typename T>
void check_all() {
  typedef const std::vector<int64_t> Sizes;
  Sizes sizes = small ? Sizes{33, 1027} : boundary_sizes();
  Sizes positions = small ? sizes : Sizes{0, 1, 3, 4, 31, 32, 33, 127, 128, 129, 1000, 1024, 1025, 2049};
  Sizes rows = small ? Sizes{65} : Sizes{0, 1, 7, 8, 9, 63, 64, 65, 130};
  Sizes lists = small ? Sizes{100, 300} : Sizes{2, 3, 31, 32, 33, 127, 128, 129, 255, 256, 257, 600, 1025};
  /* All arrays at addresses that suit vectors, and each in turn at one that does not. */
  for (int offsets : {0, 1, 2, 4}) {
    in_calls(sizes, [&](Sizes& now) { check_node_sums<T>(now, true, true, offsets); });
    in_calls(positions, [&](Sizes& now) { check_fisher<T>(Sizes(now.size(), 6), now, offsets); });
    if (small) break;
  }
  for (size_t offset : {0, 1}) {
    if (!small) {
      check_node_sums<T>(sizes, true, false, static_cast<int>(offset));
      check_node_sums<T>(sizes, false, true, static_cast<int>(offset));
      check_node_sums<T>(sizes, false, false, static_cast<int>(offset));
    }
    in_calls(sizes, [&](Sizes& now) { check_zico<T>(now, offset); });
    in_calls(positions, [&](Sizes& now) { check_sign_agreement<T>(3, now, offset); });
    if (small) break;
  }
  in_calls(rows, [&](Sizes& now) { check_fisher<T>(now, Sizes(now.size(), 5), 0); });
  in_calls(lists, [&](Sizes& now) {
    check_diffkendall<T>(now, 1.0, 1.0);
    check_diffkendall<T>(now, 1e4, 1.0);
    if (!small) check_diffkendall<T>(now, 1.0, 1e4);
  });
  if (!small) check_scores_that_are_not_finite<T>();
}

/* One call of each kernel, and the results; `seed` makes it another. Elements without offset; no two share memory. */
class Group {
 public:
  Group(const Target& target, unsigned seed)
      : size_(small ? 40 : 20000 + 3000 * static_cast<int64_t>(seed)),
        list_(small ? 20 : 150 + 20 * static_cast<int64_t>(seed)),
        w_(target.on_device(), normal<float>(size_, seed)),
        g_(target.on_device(), normal<float>(size_, seed + 1)),
        x_(target.on_device(), normal<double>(list_, seed + 2)),
        y_(target.on_device(), normal<double>(list_, seed + 3)),
        slopes_(target.on_device(), normal<double>(list_, seed)),
        host_x_(normal<double>(list_, seed + 4)),
        host_y_(normal<double>(list_, seed + 5)),
        /* So many that the tables of a few calls need more than the first block of memory, yet hardly any work. */
        empty_(small ? 1500 : 2500, 0),
        nulls_(empty_.size(), nullptr) {}

  /* Puts all calls on the queue; returns the first error. */
  int call(parzc_queue* queue) {
    clear();
    const int codes[] = {node_sums(queue), fisher(queue),      agreement(queue),
                         zico(queue),      diffkendall(queue), diffkendall_of_host(queue),
                         empty_sums(queue)};
    for (int code : codes) {
      if (code != PARZC_OK) return code;
    }
    return PARZC_OK;
  }

  /* The same, each finished before the next. */
  int call_one_by_one(parzc_queue* queue) {
    clear();
    int code = finished(queue, node_sums(queue));
    if (code == PARZC_OK) code = finished(queue, fisher(queue));
    if (code == PARZC_OK) code = finished(queue, agreement(queue));
    if (code == PARZC_OK) code = finished(queue, zico(queue));
    if (code == PARZC_OK) code = finished(queue, diffkendall(queue));
    if (code == PARZC_OK) code = finished(queue, diffkendall_of_host(queue));
    if (code == PARZC_OK) code = finished(queue, empty_sums(queue));
    return code;
  }

  /* All results, of a queue that was finished. */
  std::vector<double> results() const {
    std::vector<double> all(sums_, sums_ + PARZC_SUM_COLUMNS);
    for (double value : {fisher_, zico_, tau_, host_tau_}) all.push_back(value);
    for (int64_t count : agreement_) all.push_back(static_cast<double>(count));
    for (const auto& values : {slopes_.values(), host_slopes_, empty_sums_}) {
      all.insert(all.end(), values.begin(), values.end());
    }
    return all;
  }

 private:
  void clear() {
    for (double& sum : sums_) sum = -1.0;
    fisher_ = zico_ = tau_ = host_tau_ = -1.0;
    for (int64_t& count : agreement_) count = -1;
    host_slopes_.assign(host_x_.size(), -1.0);
    empty_sums_.assign(empty_.size() * PARZC_SUM_COLUMNS, -1.0);
  }

  /* What a call is given is gone when it returns: arrays of pointers and sizes are read before. */
  int node_sums(parzc_queue* queue) {
    const std::vector<const void*> w{w_.data()}, g{g_.data()};
    const std::vector<int64_t> size{size_};
    return parzc_node_sums(queue, PARZC_FLOAT32, 1, w.data(), g.data(), nullptr, size.data(), sums_);
  }
  int fisher(parzc_queue* queue) {
    const std::vector<const void*> w{w_.data()}, g{g_.data()};
    const std::vector<int64_t> images{2}, channels{4}, positions{size_ / 8};
    return parzc_fisher(queue, PARZC_FLOAT32, 1, w.data(), g.data(), images.data(), channels.data(), positions.data(),
                        &fisher_);
  }
  int agreement(parzc_queue* queue) {
    const std::vector<const void*> inputs{w_.data()};
    const std::vector<int64_t> features{size_ / 2};
    return parzc_sign_agreement(queue, PARZC_FLOAT32, 1, 2, inputs.data(), features.data(), agreement_);
  }
  int zico(parzc_queue* queue) {
    const std::vector<const void*> gradients{w_.data(), g_.data()};
    const std::vector<int64_t> size{size_};
    return parzc_zico(queue, PARZC_FLOAT32, 1, 2, gradients.data(), size.data(), &zico_);
  }
  int diffkendall(parzc_queue* queue) {
    const std::vector<int64_t> size{list_};
    return parzc_diffkendall(queue, PARZC_FLOAT64, 1, size.data(), x_.data(), y_.data(), 0.5, &tau_, slopes_.data());
  }
  int diffkendall_of_host(parzc_queue* queue) {
    const std::vector<int64_t> size{list_};
    const std::vector<double> x = host_x_, y = host_y_;
    return parzc_diffkendall_of_host(queue, PARZC_FLOAT64, 1, size.data(), x.data(), y.data(), 0.5, &host_tau_,
                                     host_slopes_.data());
  }
  int empty_sums(parzc_queue* queue) {
    return parzc_node_sums(queue, PARZC_FLOAT64, static_cast<int64_t>(empty_.size()), nulls_.data(), nulls_.data(),
                           nulls_.data(), empty_.data(), empty_sums_.data());
  }

  const int64_t size_, list_;
  const Elements<float> w_, g_;
  const Elements<double> x_, y_, slopes_;
  const std::vector<double> host_x_, host_y_;
  const std::vector<int64_t> empty_;
  const std::vector<const void*> nulls_;
  double sums_[PARZC_SUM_COLUMNS] = {}, fisher_ = 0.0, zico_ = 0.0, tau_ = 0.0, host_tau_ = 0.0;
  int64_t agreement_[4] = {};
  std::vector<double> host_slopes_, empty_sums_;
};

/* A queue on a stream of its own. */
struct Worker {
  Worker(const Target& target, parzc_backend* backend)
      : stream(target.on_device()), queue(open_queue(backend, stream.get())) {
    check(queue != nullptr, target.name + ": " + parzc_last_error());
  }
  ~Worker() { parzc_close_queue(&queue); }

  Stream stream;
  parzc_queue* queue;
};

/* Queues that open in several threads at once, and then close at once: their memory changes hands. */
void check_pool() {
  for (const Target& target : targets) {
    parzc_backend* backend = open_backend(target.name);
    const int count = 3, rounds = 10;
    std::atomic<int> failed{0}, arrived{0};
    /* A race detector sees no order in this: the programs are compiled without it. */
    const auto meet = [&](int meeting) {
      for (++arrived; arrived < meeting * count;) std::this_thread::yield();
    };
    std::vector<std::thread> threads;
    for (int t = 0; t < count; ++t) {
      threads.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          parzc_queue* queue = open_queue(backend);
          failed += queue == nullptr || parzc_finish(queue) != PARZC_OK;
          meet(2 * round + 1);
          parzc_close_queue(&queue);
          meet(2 * round + 2);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    check(failed == 0, target.name + " with queues that open and close");
    parzc_close(&backend);
  }
}

/* Several queues with several kernels each give what each kernel gives alone, whoever is waited for first. */
void check_queues() {
  for (const Target& target : targets) {
    std::vector<std::unique_ptr<Group>> groups;
    std::vector<std::vector<double>> expected;
    for (unsigned seed : {0, 1, 2}) {
      groups.push_back(std::make_unique<Group>(target, seed));
      check_success(groups.back()->call_one_by_one(target.queue), target);
      expected.push_back(groups.back()->results());
    }
    parzc_backend* backend = open_backend(target.name);
    {
      const Worker a(target, backend), b(target, backend), c(target, backend);
      parzc_queue* queues[] = {a.queue, b.queue, c.queue};
      /* The second time no memory grows. */
      for (int round = 0; round < 2; ++round) {
        for (size_t i : {0, 1, 2}) check_success(groups[i]->call(queues[i]), target);
        for (size_t i : {1, 2, 0}) {
          check_success(parzc_finish(queues[i]), target);
          check(groups[i]->results() == expected[i], target.name + " with queues side by side");
        }
      }
    }
    /* What was not finished is dropped: who gets its memory next does not notice. */
    for (size_t i : {0, 1, 2}) {
      const Stream dropped_stream(target.on_device()), stream(target.on_device());
      parzc_queue* dropped = open_queue(backend, dropped_stream.get());
      check_success(groups[(i + 1) % 3]->call(dropped), target);
      parzc_close_queue(&dropped);
      parzc_queue* queue = open_queue(backend, stream.get());
      check_success(finished(queue, groups[i]->call(queue)), target);
      check(groups[i]->results() == expected[i], target.name + " after a queue that was dropped");
      parzc_close_queue(&queue);
    }
    /* A backend may be closed before its queues. */
    Worker last(target, backend);
    parzc_close(&backend);
    check_success(finished(last.queue, groups[0]->call(last.queue)), target);
    check(groups[0]->results() == expected[0], target.name + " after its backend was closed");
  }
}

/* Threads with a queue each give what each kernel gives alone. */
void check_threads() {
  for (const Target& target : targets) {
    parzc_backend* backend = open_backend(target.name);
    const size_t count = small ? 2 : 4;
    std::vector<std::unique_ptr<Group>> groups;
    std::vector<std::vector<double>> expected, found(count);
    for (unsigned seed = 0; seed < count; ++seed) {
      groups.push_back(std::make_unique<Group>(target, seed));
      check_success(groups.back()->call_one_by_one(target.queue), target);
      expected.push_back(groups.back()->results());
    }
    std::vector<int> codes(count, PARZC_OK);
    std::vector<std::thread> threads;
    std::atomic<size_t> done{0};
    for (size_t t = 0; t < count; ++t) {
      threads.emplace_back([&, t] {
        /* A queue for each round, so that workspaces change hands. */
        for (int round = 0; round < (small ? 1 : 3) && codes[t] == PARZC_OK; ++round) {
          const Stream stream(target.on_device());
          parzc_queue* queue = open_queue(backend, stream.get());
          codes[t] = finished(queue, groups[t]->call(queue));
          parzc_close_queue(&queue);
        }
        /* Of a thread that has ended, a race detector soon knows no more what it did. */
        for (++done; done < count;) std::this_thread::yield();
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (size_t t = 0; t < count; ++t) {
      check(codes[t] == PARZC_OK, target.name + " in a thread of its own");
      check(groups[t]->results() == expected[t], target.name + " with queues in threads");
    }
    parzc_close(&backend);
  }
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    small = small || std::strcmp(arguments[i], "small") == 0;
    only_first = only_first || std::strcmp(arguments[i], "first") == 0;
  }
  for (const std::string& name : backends()) {
    parzc_backend* backend = open_backend(name);
    targets.push_back({name, backend, open_queue(backend)});
    if (targets.back().queue == nullptr) {
      std::printf("%s: %s\n", name.c_str(), parzc_last_error());
      return 1;
    }
    std::printf("on %s\n", parzc_describe(targets.back().backend));
  }
  if (targets.back().name != "cuda") {
    parzc_backend* none = nullptr;
    check(parzc_open_cuda(0, &none) == PARZC_UNAVAILABLE, "a missing GPU is PARZC_UNAVAILABLE");
    std::printf("not on cuda: %s\n", parzc_last_error());
  }
  check_pool();
  check_queues();
  check_threads();
  check_all<float>();
  check_all<double>();
  for (Target& target : targets) {
    parzc_close_queue(&target.queue);
    parzc_close(&target.backend);
  }
  std::printf("libparzc %s: %d checks, %d failed\n", parzc_version(), checks, failures);
  return failures == 0 ? 0 : 1;
}
