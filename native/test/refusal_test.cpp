/* Every argument that is refused, by what text; the CPU backend stands for all, since the ABI checks before it. */
#include <cmath>
#include <random>
#include <string>

#include "backends.h"

namespace {

constexpr int64_t kHuge = INT64_MAX / 2;
const double kTwo[] = {1.0, 2.0};
const void* const kNone[] = {nullptr, nullptr};
const void* const kOdd[] = {reinterpret_cast<const char*>(kTwo) + 1, reinterpret_cast<const char*>(kTwo) + 1};
const void* const kPair[] = {kTwo, kTwo};
const int64_t kSize = 2, kNegative = -1, kHugeSize = kHuge, kOne = 1;

class Refusal : public testing::Test {
 protected:
  Refusal() {
    EXPECT_EQ(PARZC_OK, parzc_open_cpu(1, &cpu_));
    EXPECT_EQ(PARZC_OK, parzc_open_queue(cpu_, nullptr, &queue_));
  }
  ~Refusal() override {
    parzc_close_queue(&queue_);
    parzc_close(&cpu_);
  }

  parzc_backend* cpu_ = nullptr;
  parzc_queue* queue_ = nullptr;
};

void expect_refusal(int code, const std::string& text) {
  EXPECT_EQ(PARZC_INVALID_ARGUMENT, code);
  EXPECT_NE(std::string::npos, std::string(parzc_last_error()).find(text)) << parzc_last_error();
}

TEST_F(Refusal, OfBackends) {
  parzc_backend* opened = nullptr;
  expect_refusal(parzc_open_cpu(0, &opened), "threads is 0, expected at least 1");
  expect_refusal(parzc_open_cpu(1025, &opened), "threads is 1025, expected at most 1024");
  expect_refusal(parzc_open_cpu(1, nullptr), "backend is null");
  expect_refusal(parzc_open_cuda(-1, &opened), "device is -1");
  expect_refusal(parzc_open_cuda(0, nullptr), "backend is null");
  EXPECT_EQ(nullptr, opened);
  expect_refusal(parzc_cuda_devices(nullptr), "count is null");
  expect_refusal(parzc_check_device(nullptr), "backend is null");
  int64_t bytes;
  expect_refusal(parzc_device_memory(nullptr, &bytes, &bytes), "backend is null");
  expect_refusal(parzc_device_memory(cpu_, nullptr, &bytes), "free_bytes is null");
  expect_refusal(parzc_device_memory(cpu_, &bytes, nullptr), "total_bytes is null");
}

TEST_F(Refusal, OfQueues) {
  parzc_queue* opened = nullptr;
  double out;
  expect_refusal(parzc_open_queue(nullptr, nullptr, &opened), "backend is null");
  expect_refusal(parzc_open_queue(cpu_, nullptr, nullptr), "queue is null");
  expect_refusal(parzc_open_queue(cpu_, &out, &opened), "stream is not null");
  EXPECT_EQ(nullptr, opened);
  expect_refusal(parzc_zico(nullptr, 1, 1, 2, kPair, &kSize, &out), "queue is null");
  expect_refusal(parzc_finish(nullptr), "queue is null");
  parzc_close_queue(nullptr);
}

TEST_F(Refusal, OfNodeSums) {
  double sums[PARZC_SUM_COLUMNS];
  const auto call = [&](int dtype, int64_t tensors, const void* const* w, const void* const* g, const void* const* h,
                        const int64_t* sizes,
                        double* out) { return parzc_node_sums(queue_, dtype, tensors, w, g, h, sizes, out); };
  expect_refusal(call(7, 1, kPair, kPair, nullptr, &kSize, sums), "dtype is 7, expected 0 (float32) or 1 (float64)");
  expect_refusal(call(1, -1, kPair, kPair, nullptr, &kSize, sums), "tensors is -1, expected at least 0");
  expect_refusal(call(1, 1, nullptr, kPair, nullptr, &kSize, sums), "weights is null");
  expect_refusal(call(1, 1, kPair, nullptr, nullptr, &kSize, sums), "gradients is null");
  expect_refusal(call(1, 1, kPair, kPair, nullptr, nullptr, sums), "sizes is null");
  expect_refusal(call(1, 1, kPair, kPair, nullptr, &kSize, nullptr), "sums is null");
  expect_refusal(call(1, 1, kNone, kPair, nullptr, &kSize, sums), "weights[0] is null");
  expect_refusal(call(1, 1, kOdd, kPair, nullptr, &kSize, sums), "weights[0] is not aligned");
  expect_refusal(call(1, 1, kPair, kOdd, nullptr, &kSize, sums), "gradients[0] is not aligned");
  expect_refusal(call(1, 1, kPair, kPair, kOdd, &kSize, sums), "hessian_gradients[0] is not aligned");
  expect_refusal(call(1, 1, kPair, kPair, nullptr, &kNegative, sums), "sizes[0] is -1");
  expect_refusal(call(1, 1, kPair, kPair, nullptr, &kHugeSize, sums), "sizes[0] is");
  EXPECT_EQ(PARZC_OK, call(1, 0, nullptr, nullptr, nullptr, nullptr, nullptr));
}

TEST_F(Refusal, OfFisher) {
  double out = -1.0;
  const auto call = [&](int64_t layers, const void* const* a, const void* const* d, const int64_t* images,
                        const int64_t* channels, const int64_t* positions, double* fisher) {
    return parzc_fisher(queue_, 1, layers, a, d, images, channels, positions, fisher);
  };
  expect_refusal(call(-1, kPair, kPair, &kOne, &kOne, &kOne, &out), "layers is -1");
  expect_refusal(call(1, nullptr, kPair, &kOne, &kOne, &kOne, &out), "activations is null");
  expect_refusal(call(1, kPair, nullptr, &kOne, &kOne, &kOne, &out), "gradients is null");
  expect_refusal(call(1, kPair, kPair, nullptr, &kOne, &kOne, &out), "images is null");
  expect_refusal(call(1, kPair, kPair, &kOne, nullptr, &kOne, &out), "channels is null");
  expect_refusal(call(1, kPair, kPair, &kOne, &kOne, nullptr, &out), "positions is null");
  expect_refusal(call(1, kPair, kPair, &kOne, &kOne, &kOne, nullptr), "fisher is null");
  expect_refusal(call(1, kPair, kPair, &kNegative, &kOne, &kOne, &out), "images[0] is -1");
  expect_refusal(call(1, kPair, kPair, &kOne, &kNegative, &kOne, &out), "channels[0] is -1");
  expect_refusal(call(1, kPair, kPair, &kOne, &kOne, &kNegative, &out), "positions[0] is -1");
  expect_refusal(call(1, kPair, kPair, &kHugeSize, &kSize, &kSize, &out), "images * channels * positions[0] is");
  expect_refusal(call(1, kNone, kPair, &kOne, &kOne, &kOne, &out), "activations[0] is null");
  expect_refusal(call(1, kPair, kOdd, &kOne, &kOne, &kOne, &out), "gradients[0] is not aligned");
  EXPECT_EQ(-1.0, out);
}

TEST_F(Refusal, OfSignAgreement) {
  int64_t out[8];
  const auto call = [&](int64_t layers, int64_t images, const void* const* inputs, const int64_t* features,
                        int64_t* agreement) {
    return parzc_sign_agreement(queue_, 1, layers, images, inputs, features, agreement);
  };
  expect_refusal(call(-1, 1, kPair, &kOne, out), "layers is -1");
  expect_refusal(call(1, -1, kPair, &kOne, out), "images is -1");
  expect_refusal(call(1, int64_t(1) << 40, kPair, &kOne, out), "layers * images * images is");
  expect_refusal(call(1, 2, nullptr, &kOne, out), "inputs is null");
  expect_refusal(call(1, 2, kPair, nullptr, out), "features is null");
  expect_refusal(call(1, 2, kPair, &kOne, nullptr), "agreement is null");
  expect_refusal(call(1, 2, kPair, &kNegative, out), "features[0] is -1");
  expect_refusal(call(1, 3, kPair, &kHugeSize, out), "images * features[0] is");
  expect_refusal(call(1, 2, kNone, &kOne, out), "inputs[0] is null");
  expect_refusal(call(1, 2, kOdd, &kOne, out), "inputs[0] is not aligned");
  EXPECT_EQ(PARZC_OK, call(1, 0, nullptr, nullptr, nullptr));
}

TEST_F(Refusal, OfZico) {
  double out;
  const auto call = [&](int64_t tensors, int64_t batches, const void* const* g, const int64_t* sizes, double* zico) {
    return parzc_zico(queue_, 1, tensors, batches, g, sizes, zico);
  };
  expect_refusal(call(-1, 2, kPair, &kSize, &out), "tensors is -1");
  expect_refusal(call(1, 1, kPair, &kSize, &out), "batches is 1, expected at least 2");
  expect_refusal(call(kHuge, 4, kPair, &kSize, &out), "tensors * batches is");
  expect_refusal(call(1, 2, nullptr, &kSize, &out), "gradients is null");
  expect_refusal(call(1, 2, kPair, nullptr, &out), "sizes is null");
  expect_refusal(call(1, 2, kPair, &kNegative, &out), "sizes[0] is -1");
  expect_refusal(call(1, 2, kOdd, &kSize, &out), "gradients[0] is not aligned");
  expect_refusal(call(1, 2, kPair, &kSize, nullptr), "zico is null");
}

TEST_F(Refusal, OfDiffKendall) {
  double value;
  const auto call = [&](int64_t lists, const int64_t* sizes, const void* x, const void* y, double alpha, double* values,
                        void* gradient) {
    return parzc_diffkendall(queue_, 1, lists, sizes, x, y, alpha, values, gradient);
  };
  expect_refusal(call(-1, &kSize, kTwo, kTwo, 0.5, &value, nullptr), "lists is -1");
  expect_refusal(call(1, nullptr, kTwo, kTwo, 0.5, &value, nullptr), "sizes is null");
  expect_refusal(call(1, &kOne, kTwo, kTwo, 0.5, &value, nullptr), "sizes[0] is 1, expected at least 2");
  expect_refusal(call(1, &kHugeSize, kTwo, kTwo, 0.5, &value, nullptr), "sum of sizes is");
  for (double alpha : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    expect_refusal(call(1, &kSize, kTwo, kTwo, alpha, &value, nullptr), "expected a finite number above 0");
  }
  expect_refusal(call(1, &kSize, nullptr, kTwo, 0.5, &value, nullptr), "predictions is null");
  expect_refusal(call(1, &kSize, kTwo, nullptr, 0.5, &value, nullptr), "labels is null");
  expect_refusal(call(1, &kSize, kOdd[0], kTwo, 0.5, &value, nullptr), "predictions is not aligned");
  expect_refusal(call(1, &kSize, kTwo, kTwo, 0.5, nullptr, nullptr), "value");
  expect_refusal(call(1, &kSize, kTwo, kTwo, 0.5, &value, const_cast<void*>(kOdd[0])), "gradient is not aligned");
}

/* Random arguments, each good or one of several kinds of bad: a code and, if refused, a text; never a crash. */
TEST_F(Refusal, OfWhateverComes) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  const auto pick = [&](auto... choices) {
    const std::common_type_t<decltype(choices)...> all[] = {choices...};
    return all[random() % sizeof...(choices)];
  };
  typedef const void* const* Pointers;
  std::vector<double> room(64);
  std::vector<int64_t> counts(64);
  for (int round = 0; round < 20000; ++round) {
    const int64_t sizes[] = {pick(kSize, kOne, int64_t(0), kNegative, kHuge, INT64_MIN, INT64_MAX), pick(kSize, kOne)};
    const int64_t positions[] = {pick(kOne, int64_t(0), kNegative, kHuge), kOne};
    const int64_t items = pick(int64_t(0), kOne, kSize, kNegative, INT64_MIN);
    const int64_t extent = pick(int64_t(0), kOne, kSize, kNegative, kHuge, INT64_MAX);
    const Pointers a = pick(kPair, kPair, Pointers(kNone), Pointers(kOdd), Pointers(nullptr));
    const Pointers b = pick(kPair, kPair, Pointers(kNone), Pointers(kOdd), Pointers(nullptr));
    const int64_t* lengths = pick(static_cast<const int64_t*>(sizes), static_cast<const int64_t*>(nullptr));
    double* out = pick(room.data(), room.data(), static_cast<double*>(nullptr));
    const int dtype = pick(0, 1, 1, -1, 2);
    parzc_queue* queue = pick(queue_, queue_, queue_, static_cast<parzc_queue*>(nullptr));
    const double alpha = pick(0.5, -1.0, std::nan(""), 1e300, 1e-300);
    const void* x = a == nullptr ? nullptr : *a;
    const void* y = b == nullptr ? nullptr : *b;
    const int codes[] = {
        parzc_node_sums(queue, dtype, items, a, b, pick(Pointers(nullptr), b), lengths, out),
        parzc_fisher(queue, dtype, pick(items, int64_t(1)), a, b, &positions[1], &positions[1], positions, out),
        parzc_sign_agreement(queue, dtype, pick(items, int64_t(1)), pick(extent, int64_t(1)), a, positions,
                             out == nullptr ? nullptr : counts.data()),
        parzc_zico(queue, dtype, pick(int64_t(0), int64_t(1), kNegative, kHuge), pick(extent, int64_t(2)), a, lengths,
                   out),
        parzc_diffkendall(queue, dtype, pick(int64_t(0), int64_t(1), kNegative), lengths, x, y, alpha, out,
                          pick(out, static_cast<double*>(nullptr))),
    };
    for (int code : codes) {
      ASSERT_TRUE(code == PARZC_OK || code == PARZC_INVALID_ARGUMENT) << code << ": " << parzc_last_error();
    }
  }
}

}  // namespace
