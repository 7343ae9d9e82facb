#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "parzc/parzc.h"

namespace {

constexpr int64_t kHuge = INT64_MAX / 2;
const double kTwo[] = {1.0, 2.0};

void expect_refusal(int code, const std::string& text) {
  EXPECT_EQ(PARZC_INVALID_ARGUMENT, code);
  EXPECT_NE(std::string::npos, std::string(parzc_last_error()).find(text)) << parzc_last_error();
}

TEST(Refusal, NodeSums) {
  const void* w[] = {kTwo};
  const void* none[] = {nullptr};
  const void* odd[] = {reinterpret_cast<const char*>(kTwo) + 1};
  const int64_t two = 2, negative = -1, huge = kHuge;
  double sums[PARZC_SUM_COLUMNS];
  expect_refusal(parzc_node_sums(7, 1, w, w, nullptr, &two, sums), "dtype is 7, expected 0 (float32) or 1 (float64)");
  expect_refusal(parzc_node_sums(1, -1, w, w, nullptr, &two, sums), "tensors is -1, expected at least 0");
  expect_refusal(parzc_node_sums(1, 1, nullptr, w, nullptr, &two, sums), "weights is null");
  expect_refusal(parzc_node_sums(1, 1, w, nullptr, nullptr, &two, sums), "gradients is null");
  expect_refusal(parzc_node_sums(1, 1, w, w, nullptr, nullptr, sums), "sizes is null");
  expect_refusal(parzc_node_sums(1, 1, w, w, nullptr, &two, nullptr), "sums is null");
  expect_refusal(parzc_node_sums(1, 1, none, w, nullptr, &two, sums), "weights[0] is null");
  expect_refusal(parzc_node_sums(1, 1, odd, w, nullptr, &two, sums), "weights[0] is not aligned");
  expect_refusal(parzc_node_sums(1, 1, w, w, odd, &two, sums), "hessian_gradients[0] is not aligned");
  expect_refusal(parzc_node_sums(1, 1, w, w, nullptr, &negative, sums), "sizes[0] is -1");
  expect_refusal(parzc_node_sums(1, 1, w, w, nullptr, &huge, sums), "sizes[0] is");
  EXPECT_EQ(PARZC_OK, parzc_node_sums(1, 0, nullptr, nullptr, nullptr, nullptr, nullptr));
}

TEST(Refusal, Fisher) {
  double out;
  expect_refusal(parzc_fisher(1, kTwo, kTwo, -1, 1, 1, &out), "images is -1");
  expect_refusal(parzc_fisher(1, kTwo, kTwo, 1, -1, 1, &out), "channels is -1");
  expect_refusal(parzc_fisher(1, kTwo, kTwo, 1, 1, -1, &out), "positions is -1");
  expect_refusal(parzc_fisher(1, kTwo, kTwo, kHuge, 3, 1, &out), "images * channels is");
  expect_refusal(parzc_fisher(1, kTwo, kTwo, kHuge, 1, 3, &out), "images * channels * positions is");
  expect_refusal(parzc_fisher(1, nullptr, kTwo, 1, 1, 1, &out), "activations is null");
  expect_refusal(parzc_fisher(1, kTwo, nullptr, 1, 1, 1, &out), "gradients is null");
  expect_refusal(parzc_fisher(1, kTwo, kTwo, 1, 1, 1, nullptr), "fisher is null");
  EXPECT_EQ(PARZC_OK, parzc_fisher(1, nullptr, nullptr, 0, 1, 1, &out));
  EXPECT_EQ(0.0, out);
}

TEST(Refusal, SignAgreement) {
  int64_t out[4];
  expect_refusal(parzc_sign_agreement(1, kTwo, -1, 1, out), "images is -1");
  expect_refusal(parzc_sign_agreement(1, kTwo, 1, -1, out), "features is -1");
  expect_refusal(parzc_sign_agreement(1, kTwo, kHuge, 3, out), "images * features is");
  expect_refusal(parzc_sign_agreement(1, kTwo, int64_t(1) << 40, 1, out), "images * images is");
  expect_refusal(parzc_sign_agreement(1, nullptr, 2, 1, out), "inputs is null");
  expect_refusal(parzc_sign_agreement(1, kTwo, 2, 1, nullptr), "agreement is null");
}

TEST(Refusal, Zico) {
  const void* g[] = {kTwo, kTwo};
  const int64_t two = 2, negative = -1;
  double out;
  expect_refusal(parzc_zico(1, -1, 2, g, &two, &out), "tensors is -1");
  expect_refusal(parzc_zico(1, 1, 1, g, &two, &out), "batches is 1, expected at least 2");
  expect_refusal(parzc_zico(1, kHuge, 4, g, &two, &out), "tensors * batches is");
  expect_refusal(parzc_zico(1, 1, 2, nullptr, &two, &out), "gradients is null");
  expect_refusal(parzc_zico(1, 1, 2, g, nullptr, &out), "sizes is null");
  expect_refusal(parzc_zico(1, 1, 2, g, &negative, &out), "sizes[0] is -1");
  expect_refusal(parzc_zico(1, 1, 2, g, &two, nullptr), "zico is null");
}

TEST(Refusal, DiffKendall) {
  double value;
  expect_refusal(parzc_diffkendall(1, kTwo, kTwo, 1, 0.5, &value, nullptr), "n is 1, expected at least 2");
  expect_refusal(parzc_diffkendall(1, kTwo, kTwo, -5, 0.5, &value, nullptr), "n is -5");
  expect_refusal(parzc_diffkendall(1, kTwo, kTwo, kHuge, 0.5, &value, nullptr), "n is");
  for (double alpha : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    expect_refusal(parzc_diffkendall(1, kTwo, kTwo, 2, alpha, &value, nullptr), "expected a finite number above 0");
  }
  const double bad[] = {1.0, std::nan("")}, infinite[] = {-HUGE_VAL, 1.0};
  expect_refusal(parzc_diffkendall(1, bad, kTwo, 2, 0.5, &value, nullptr), "predictions[1] is nan, expected a finite");
  expect_refusal(parzc_diffkendall(1, kTwo, infinite, 2, 0.5, &value, nullptr), "labels[0] is -inf");
  expect_refusal(parzc_diffkendall(1, nullptr, kTwo, 2, 0.5, &value, nullptr), "predictions is null");
  expect_refusal(parzc_diffkendall(1, kTwo, nullptr, 2, 0.5, &value, nullptr), "labels is null");
  expect_refusal(parzc_diffkendall(1, kTwo, kTwo, 2, 0.5, nullptr, nullptr), "value is null");
}

}  // namespace
