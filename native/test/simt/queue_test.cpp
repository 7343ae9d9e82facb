/* What a queue asks of CUDA, when it writes, and what it says of its device. */
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "calls.h"
#include "cuda_runtime.h"
#include "parzc/parzc.h"

namespace {

const std::vector<double> kUntouched(64, -7.0);

simt::Counts since(const simt::Counts& before) {
  const simt::Counts now = simt::counts();
  return {now.allocations - before.allocations, now.frees - before.frees,       now.copies_in - before.copies_in,
          now.copies_out - before.copies_out,   now.launches - before.launches, now.waits - before.waits};
}

class Queue : public testing::Test {
 protected:
  Queue() {
    simt::defer_streams(true);
    EXPECT_EQ(cudaSuccess, cudaMalloc(&elements_, 40 * sizeof(double)));
    for (int i = 0; i < 40; ++i) elements_[i] = i;
    EXPECT_EQ(cudaSuccess, cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking));
    EXPECT_EQ(PARZC_OK, parzc_open_cuda(0, &backend_)) << parzc_last_error();
    EXPECT_EQ(PARZC_OK, parzc_open_queue(backend_, stream_, &queue_)) << parzc_last_error();
  }
  ~Queue() override {
    simt::lose_device(false);
    parzc_close_queue(&queue_);
    parzc_close(&backend_);
    cudaStreamDestroy(stream_);
    cudaFree(elements_);
    simt::defer_streams(false);
  }

  /* Seven calls, five of them different. */
  int call_seven(double* out) {
    int code = call_all(queue_, elements_, out);
    if (code == PARZC_OK) code = call_fisher(queue_, elements_, out + 19);
    if (code == PARZC_OK) code = call_zico(queue_, elements_, out + 20);
    return code;
  }

  double* elements_ = nullptr;
  cudaStream_t stream_ = nullptr;
  parzc_backend* backend_ = nullptr;
  parzc_queue* queue_ = nullptr;
};

TEST_F(Queue, AsksForNothingButLaunchesAndOneWaitOnceItIsWarm) {
  std::vector<double> out = kUntouched;
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  ASSERT_EQ(PARZC_OK, parzc_finish(queue_)) << parzc_last_error();
  for (int round = 0; round < 3; ++round) {
    const simt::Counts before = simt::counts();
    ASSERT_EQ(PARZC_OK, call_seven(out.data()));
    EXPECT_EQ(0, since(before).waits);
    ASSERT_EQ(PARZC_OK, parzc_finish(queue_)) << parzc_last_error();
    const simt::Counts counts = since(before);
    EXPECT_EQ(0, counts.allocations);
    EXPECT_EQ(0, counts.frees);
    EXPECT_EQ(7, counts.copies_in);
    EXPECT_EQ(1, counts.copies_out);
    EXPECT_EQ(15, counts.launches);
    EXPECT_EQ(1, counts.waits);
  }
}

TEST_F(Queue, LeavesItsMemoryToTheNext) {
  std::vector<double> out = kUntouched;
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  ASSERT_EQ(PARZC_OK, parzc_finish(queue_)) << parzc_last_error();
  const simt::Counts before = simt::counts();
  for (int round = 0; round < 3; ++round) {
    parzc_close_queue(&queue_);
    ASSERT_EQ(PARZC_OK, parzc_open_queue(backend_, stream_, &queue_)) << parzc_last_error();
    ASSERT_EQ(PARZC_OK, call_seven(out.data()));
    ASSERT_EQ(PARZC_OK, parzc_finish(queue_)) << parzc_last_error();
  }
  EXPECT_EQ(0, since(before).allocations);
  EXPECT_EQ(3, since(before).waits);
}

TEST_F(Queue, GrowsOnce) {
  /* Empty tensors: large tables and results, and no work. */
  const std::vector<int64_t> sizes(3000, 0);
  const std::vector<const void*> nulls(sizes.size(), nullptr);
  std::vector<double> sums(sizes.size() * PARZC_SUM_COLUMNS);
  std::vector<int> allocations, copies_out;
  for (int round = 0; round < 3; ++round) {
    const simt::Counts before = simt::counts();
    for (int call = 0; call < 4; ++call) {
      ASSERT_EQ(PARZC_OK, parzc_node_sums(queue_, PARZC_FLOAT64, 3000, nulls.data(), nulls.data(), nulls.data(),
                                          sizes.data(), sums.data()));
    }
    ASSERT_EQ(PARZC_OK, parzc_finish(queue_)) << parzc_last_error();
    EXPECT_EQ(std::vector<double>(sums.size(), 0.0), sums);
    allocations.push_back(since(before).allocations);
    copies_out.push_back(since(before).copies_out);
  }
  EXPECT_GT(allocations[0], 3);
  EXPECT_GT(copies_out[0], 1);
  /* One block for each arena, of the size of all. */
  EXPECT_EQ(3, allocations[1]);
  EXPECT_EQ(1, copies_out[1]);
  EXPECT_EQ(0, allocations[2]);
  EXPECT_EQ(1, copies_out[2]);
}

TEST_F(Queue, WritesWhenItIsFinishedAndNotBefore) {
  std::vector<double> out = kUntouched;
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  EXPECT_EQ(kUntouched, out);
  ASSERT_EQ(PARZC_OK, parzc_finish(queue_));
  EXPECT_NE(kUntouched, out);
  /* Again there is nothing to wait for, or to write. */
  out = kUntouched;
  const simt::Counts before = simt::counts();
  EXPECT_EQ(PARZC_OK, parzc_finish(queue_));
  EXPECT_EQ(0, since(before).waits);
  EXPECT_EQ(kUntouched, out);
}

TEST_F(Queue, DropsWhatWasNotFinishedWhenItIsClosed) {
  std::vector<double> out = kUntouched;
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  parzc_close_queue(&queue_);
  queue_ = nullptr;
  EXPECT_EQ(kUntouched, out);
}

TEST_F(Queue, WritesNothingIfAScoreIsNotFinite) {
  std::vector<double> out = kUntouched;
  const std::vector<double> scores{1, 2, HUGE_VAL};
  const int64_t size = 3;
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  ASSERT_EQ(PARZC_OK, parzc_diffkendall_of_host(queue_, PARZC_FLOAT64, 1, &size, scores.data(), scores.data(), 0.5,
                                                out.data() + 30, out.data() + 31));
  EXPECT_EQ(PARZC_INVALID_ARGUMENT, parzc_finish(queue_));
  EXPECT_STREQ("predictions[2] is inf, expected a finite number", parzc_last_error());
  EXPECT_EQ(kUntouched, out);
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  EXPECT_EQ(PARZC_OK, parzc_finish(queue_));
}

TEST_F(Queue, OutlivesItsBackend) {
  std::vector<double> out = kUntouched, again = kUntouched;
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  parzc_close(&backend_);
  ASSERT_EQ(PARZC_OK, parzc_finish(queue_));
  ASSERT_EQ(PARZC_OK, call_seven(again.data()));
  ASSERT_EQ(PARZC_OK, parzc_finish(queue_));
  EXPECT_EQ(out, again);
}

TEST_F(Queue, SaysThatItsDeviceIsLost) {
  std::vector<double> out = kUntouched;
  EXPECT_EQ(PARZC_OK, parzc_check_device(backend_));
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  simt::lose_device(true);
  EXPECT_EQ(PARZC_CUDA_ERROR, parzc_finish(queue_));
  EXPECT_NE(std::string::npos, std::string(parzc_last_error()).find("illegal memory access")) << parzc_last_error();
  EXPECT_EQ(PARZC_CUDA_ERROR, parzc_check_device(backend_));
  EXPECT_NE(std::string::npos, std::string(parzc_last_error()).find("illegal memory access")) << parzc_last_error();
  EXPECT_EQ(PARZC_CUDA_ERROR, call_seven(out.data()));
  EXPECT_NE(std::string::npos, std::string(parzc_last_error()).find("illegal memory access")) << parzc_last_error();
  EXPECT_EQ(PARZC_OK, parzc_finish(queue_)) << "nothing was queued";
  EXPECT_EQ(kUntouched, out);
}

TEST_F(Queue, IsNotWaitedForToCheckTheDevice) {
  std::vector<double> out = kUntouched;
  ASSERT_EQ(PARZC_OK, call_seven(out.data()));
  const simt::Counts before = simt::counts();
  EXPECT_EQ(PARZC_OK, parzc_check_device(backend_));
  EXPECT_EQ(1, since(before).waits);
  EXPECT_EQ(PARZC_OK, parzc_finish(queue_));
}

TEST_F(Queue, KnowsTheMemoryOfItsDevice) {
  int64_t free_bytes = 0, total_bytes = 0;
  EXPECT_EQ(PARZC_OK, parzc_device_memory(backend_, &free_bytes, &total_bytes));
  EXPECT_EQ(int64_t(3) << 30, free_bytes);
  EXPECT_EQ(int64_t(4) << 30, total_bytes);
  simt::fail_call(2);
  EXPECT_EQ(PARZC_CUDA_ERROR, parzc_device_memory(backend_, &free_bytes, &total_bytes));
  simt::fail_call(1);
  int devices = 7;
  EXPECT_EQ(PARZC_UNAVAILABLE, parzc_cuda_devices(&devices));
  EXPECT_EQ(0, devices);
  simt::fail_call(0);
  EXPECT_EQ(PARZC_OK, parzc_cuda_devices(&devices));
  EXPECT_EQ(1, devices);
}

}  // namespace
