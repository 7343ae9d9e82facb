/*
 * Every call of CUDA's host API fails in turn while several kernels are queued: the library must say so, leave host
 * memory alone, leak nothing, and go on working with the same queue.
 */
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "calls.h"
#include "cuda_runtime.h"
#include "parzc/parzc.h"

namespace {

const std::vector<double> kUntouched(64, -7.0);

class Faults : public testing::Test {
 protected:
  /* In the memory of a device, which here is that of the host, but exact in size. */
  Faults() {
    simt::defer_streams(true);
    EXPECT_EQ(cudaSuccess, cudaMalloc(&elements_, 40 * sizeof(double)));
    for (int i = 0; i < 40; ++i) elements_[i] = i;
    EXPECT_EQ(cudaSuccess, cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking));
  }
  ~Faults() override {
    cudaStreamDestroy(stream_);
    cudaFree(elements_);
    simt::defer_streams(false);
  }

  /* Runs call(queue, out) and finishes the queue: the first error, its text in error_, and `out` as it leaves it. */
  template <typename Call>
  int run(parzc_queue* queue, Call call, std::vector<double>& out) {
    int code = call(queue, out.data());
    EXPECT_EQ(kUntouched, out);
    if (code == PARZC_OK) code = parzc_finish(queue);
    error_ = parzc_last_error();
    return code;
  }

  static bool is_fault(int code) { return code == PARZC_CUDA_ERROR || code == PARZC_OUT_OF_MEMORY; }

  void expect_cuda_text(int code) {
    EXPECT_EQ(0u, error_.find("cuda")) << error_;
    EXPECT_NE(std::string::npos, error_.find(" (cudaError")) << error_;
    EXPECT_EQ(code == PARZC_OUT_OF_MEMORY, error_.find("out of memory") != std::string::npos) << error_;
  }

  /*
   * Runs call(queue, out), whose results go to `out`, and finishes, once for each call of the host API in that, which
   * fails: all of a new backend, or, when `warm`, those of a queue whose workspace is there already.
   */
  template <typename Call>
  void expect_every_fault_reported(bool warm, int least_calls, int code_without, Call call) {
    const simt::Counts before = simt::counts();
    for (int n = 1;; ++n) {
      SCOPED_TRACE(testing::Message() << (warm ? "warm " : "cold ") << n);
      parzc_backend* backend = nullptr;
      parzc_queue* queue = nullptr;
      ASSERT_EQ(PARZC_OK, parzc_open_cuda(0, &backend)) << parzc_last_error();
      ASSERT_EQ(PARZC_OK, parzc_open_queue(backend, stream_, &queue)) << parzc_last_error();
      std::vector<double> out = kUntouched, expected = kUntouched;
      if (warm) EXPECT_EQ(code_without, run(queue, call, expected));
      simt::fail_call(n);
      const int code = run(queue, call, out);
      simt::fail_call(0);
      if (is_fault(code)) {
        expect_cuda_text(code);
        EXPECT_EQ(kUntouched, out);
        /* Kernels that were queued before the one that failed are still there. */
        EXPECT_EQ(PARZC_OK, parzc_finish(queue)) << parzc_last_error();
        out = kUntouched;
        EXPECT_EQ(code_without, run(queue, call, out)) << error_;
      }
      if (warm) EXPECT_EQ(expected, out);
      /* What another queue gets from the pool is as good. */
      parzc_close_queue(&queue);
      std::vector<double> again = kUntouched;
      ASSERT_EQ(PARZC_OK, parzc_open_queue(backend, nullptr, &queue)) << parzc_last_error();
      EXPECT_EQ(code_without, run(queue, call, again)) << error_;
      EXPECT_EQ(out, again);
      parzc_close_queue(&queue);
      parzc_close(&backend);
      const simt::Counts now = simt::counts();
      EXPECT_EQ(now.allocations - before.allocations, now.frees - before.frees);
      if (is_fault(code)) continue;
      EXPECT_EQ(code_without, code) << parzc_last_error();
      EXPECT_GT(n, least_calls);
      return;
    }
  }

  template <typename Call>
  void expect_every_fault_reported(int least_calls, int code_without, Call call) {
    expect_every_fault_reported(false, least_calls + 3, code_without, call);
    expect_every_fault_reported(true, least_calls, code_without, call);
  }

  double* elements_ = nullptr;
  cudaStream_t stream_ = nullptr;
  std::string error_;
};

TEST_F(Faults, OnOpening) {
  int n = 1;
  for (;; ++n) {
    parzc_backend* backend = nullptr;
    simt::fail_call(n);
    const int code = parzc_open_cuda(0, &backend);
    simt::fail_call(0);
    if (code == PARZC_OK) {
      parzc_close(&backend);
      break;
    }
    EXPECT_TRUE(code == PARZC_UNAVAILABLE || code == PARZC_CUDA_ERROR) << code;
    EXPECT_EQ(nullptr, backend);
    EXPECT_NE(std::string::npos, std::string(parzc_last_error()).find("invalid argument")) << parzc_last_error();
  }
  EXPECT_EQ(3, n);
}

TEST_F(Faults, OfNodeSums) {
  expect_every_fault_reported(6, PARZC_OK,
                              [&](parzc_queue* queue, double* out) { return call_node_sums(queue, elements_, out); });
}

TEST_F(Faults, OfFisher) {
  expect_every_fault_reported(6, PARZC_OK,
                              [&](parzc_queue* queue, double* out) { return call_fisher(queue, elements_, out); });
}

TEST_F(Faults, OfSignAgreement) {
  expect_every_fault_reported(
      6, PARZC_OK, [&](parzc_queue* queue, double* out) { return call_sign_agreement(queue, elements_, out); });
}

TEST_F(Faults, OfZico) {
  expect_every_fault_reported(6, PARZC_OK,
                              [&](parzc_queue* queue, double* out) { return call_zico(queue, elements_, out); });
}

TEST_F(Faults, OfDiffKendall) {
  const auto call = [&](parzc_queue* queue, double* out) { return call_diffkendall(queue, elements_, out); };
  expect_every_fault_reported(7, PARZC_OK, call);
  elements_[7] = std::nan("");
  expect_every_fault_reported(7, PARZC_INVALID_ARGUMENT, call);
}

TEST_F(Faults, OfSeveralKernelsQueued) {
  expect_every_fault_reported(24, PARZC_OK,
                              [&](parzc_queue* queue, double* out) { return call_all(queue, elements_, out); });
}

}  // namespace
