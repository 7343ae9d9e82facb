/* Every call of CUDA's host API fails in turn: the library must say so, leave host memory alone, and go on working. */
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "cuda_runtime.h"
#include "parzc/parzc.h"

namespace {

const std::vector<double> kUntouched(64, -7.0);

class Faults : public testing::Test {
 protected:
  /* In the memory of a device, which here is that of the host, but exact in size. */
  Faults() { EXPECT_EQ(cudaSuccess, cudaMalloc(&elements_, 40 * sizeof(double))); }
  ~Faults() override { cudaFree(elements_); }

  /* Runs call(backend, out), whose results go to `out`, once for each call of the host API in it. */
  template <typename Call>
  void expect_every_fault_reported(int least_calls, int code_without, Call call) {
    for (int n = 1;; ++n) {
      SCOPED_TRACE(n);
      parzc_backend* backend = nullptr;
      ASSERT_EQ(PARZC_OK, parzc_open_cuda(0, &backend)) << parzc_last_error();
      std::vector<double> out = kUntouched;
      simt::fail_call(n);
      const int code = call(backend, out.data());
      simt::fail_call(0);
      if (code == PARZC_CUDA_ERROR) {
        const std::string text = parzc_last_error();
        EXPECT_EQ(0u, text.find("cuda")) << text;
        EXPECT_NE(std::string::npos, text.find(" (cudaError")) << text;
        EXPECT_EQ(kUntouched, out);
        EXPECT_EQ(code_without, call(backend, out.data())) << parzc_last_error();
      }
      parzc_close(backend);
      if (code == PARZC_CUDA_ERROR) continue;
      EXPECT_EQ(code_without, code) << parzc_last_error();
      EXPECT_GT(n, least_calls);
      return;
    }
  }

  double* elements_ = nullptr;
};

TEST_F(Faults, OnOpening) {
  int n = 1;
  for (;; ++n) {
    parzc_backend* backend = nullptr;
    simt::fail_call(n);
    const int code = parzc_open_cuda(0, &backend);
    simt::fail_call(0);
    if (code == PARZC_OK) {
      parzc_close(backend);
      break;
    }
    EXPECT_TRUE(code == PARZC_UNAVAILABLE || code == PARZC_CUDA_ERROR) << code;
    EXPECT_EQ(nullptr, backend);
    EXPECT_NE(std::string::npos, std::string(parzc_last_error()).find("invalid argument")) << parzc_last_error();
  }
  EXPECT_EQ(3, n);
}

TEST_F(Faults, OfNodeSums) {
  const void* tensors[] = {elements_, elements_};
  const int64_t sizes[] = {40, 3};
  expect_every_fault_reported(8, PARZC_OK, [&](parzc_backend* backend, double* out) {
    return parzc_node_sums(backend, nullptr, PARZC_FLOAT64, 2, tensors, tensors, tensors, sizes, out);
  });
}

TEST_F(Faults, OfFisher) {
  const void* layers[] = {elements_};
  const int64_t images = 2, channels = 4, positions = 5;
  expect_every_fault_reported(8, PARZC_OK, [&](parzc_backend* backend, double* out) {
    return parzc_fisher(backend, nullptr, PARZC_FLOAT64, 1, layers, layers, &images, &channels, &positions, out);
  });
}

TEST_F(Faults, OfSignAgreement) {
  const void* layers[] = {elements_};
  const int64_t features = 20;
  expect_every_fault_reported(8, PARZC_OK, [&](parzc_backend* backend, double* out) {
    return parzc_sign_agreement(backend, nullptr, PARZC_FLOAT64, 1, 2, layers, &features,
                                reinterpret_cast<int64_t*>(out));
  });
}

TEST_F(Faults, OfZico) {
  const void* batches[] = {elements_, nullptr};
  const int64_t size = 40;
  expect_every_fault_reported(8, PARZC_OK, [&](parzc_backend* backend, double* out) {
    return parzc_zico(backend, nullptr, PARZC_FLOAT64, 1, 2, batches, &size, out);
  });
}

TEST_F(Faults, OfDiffKendall) {
  for (int i = 0; i < 40; ++i) elements_[i] = i;
  const int64_t size = 40;
  const auto call = [&](parzc_backend* backend, double* out) {
    return parzc_diffkendall(backend, nullptr, PARZC_FLOAT64, 1, &size, elements_, elements_, 0.5, out, nullptr);
  };
  expect_every_fault_reported(10, PARZC_OK, call);
  elements_[7] = std::nan("");
  expect_every_fault_reported(10, PARZC_INVALID_ARGUMENT, call);
}

}  // namespace
