/* The harness itself: warp operations against the definitions in the CUDA C++ Programming Guide, and its diagnoses. */
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cuda_runtime.h"

namespace {

constexpr unsigned kAll = 0xffffffffu;

/* The kernels write to the memory that they are given; in these tests it is the host's. */
template <typename... Parameters, typename... Arguments>
void run(unsigned blocks, unsigned threads, void (*kernel)(Parameters...), Arguments... arguments) {
  cudaLaunchConfig_t config = {};
  config.gridDim = dim3(blocks);
  config.blockDim = dim3(threads);
  ASSERT_EQ(cudaSuccess, cudaLaunchKernelEx(&config, kernel, arguments...));
}

template <typename... Parameters, typename... Arguments>
void expect_diagnosis(const std::string& text, unsigned threads, void (*kernel)(Parameters...),
                      Arguments... arguments) {
  try {
    run(1, threads, kernel, arguments...);
    ADD_FAILURE() << "nothing found, expected " << text;
  } catch (const simt::Error& error) {
    EXPECT_NE(std::string::npos, std::string(error.what()).find(text)) << error.what();
  }
}

/* Each test under several orders of threads. */
class Scheduler : public testing::TestWithParam<int> {
 protected:
  Scheduler() { simt::set_seed(static_cast<uint64_t>(GetParam())); }
  ~Scheduler() override { simt::set_seed(0); }
};
INSTANTIATE_TEST_SUITE_P(Seeds, Scheduler, testing::Values(0, 1, 7, 99));

__global__ void number(unsigned* out) { out[blockIdx.x * 40 + threadIdx.x] = 1000 * blockIdx.x + threadIdx.x; }

TEST_P(Scheduler, RunsEveryThreadOfEveryBlockOnce) {
  std::vector<unsigned> out(120);
  run(3, 40, number, out.data());
  for (unsigned i = 0; i < 120; ++i) EXPECT_EQ(1000 * (i / 40) + i % 40, out[i]);
}

__global__ void shuffle(double* out) { out[threadIdx.x] = __shfl_xor_sync(kAll, 1.5 * threadIdx.x, 9); }

TEST_P(Scheduler, ShufflesTheLanesOfEachWarp) {
  std::vector<double> out(64);
  run(1, 64, shuffle, out.data());
  for (unsigned i = 0; i < 64; ++i) EXPECT_EQ(1.5 * (i ^ 9u), out[i]);
}

/* Two groups of one warp, at their own pace. */
__global__ void ballot_in_groups(unsigned* out) {
  const unsigned mask = threadIdx.x < 12 ? 0xfffu : 0xfffff000u;
  out[threadIdx.x] = __ballot_sync(mask, threadIdx.x % 3 == 0);
}

TEST_P(Scheduler, BallotsAmongTheLanesOfTheMask) {
  std::vector<unsigned> out(32);
  run(1, 32, ballot_in_groups, out.data());
  for (unsigned i = 0; i < 32; ++i) EXPECT_EQ(0x49249249u & (i < 12 ? 0xfffu : 0xfffff000u), out[i]);
}

__global__ void shuffle_from_outside(float* out) {
  if (threadIdx.x < 4) out[threadIdx.x] = __shfl_xor_sync(0xfu, 1.0f, 4);
}

TEST_P(Scheduler, GivesNaNWhereCudaLeavesTheValueUndefined) {
  std::vector<float> out(4);
  run(1, 32, shuffle_from_outside, out.data());
  for (float value : out) EXPECT_NE(value, value);
}

__global__ void rotate(int* values, int* any) {
  for (int round = 0; round < 5; ++round) {
    const int mine = values[(threadIdx.x + 1) % 96];
    __syncthreads();
    values[threadIdx.x] = mine;
    __syncthreads();
  }
  any[threadIdx.x] = __syncthreads_or(threadIdx.x == 50) + 2 * __syncthreads_or(0);
}

TEST_P(Scheduler, HoldsAllThreadsAtABarrier) {
  std::vector<int> values(96), any(96);
  for (int i = 0; i < 96; ++i) values[i] = i;
  run(1, 96, rotate, values.data(), any.data());
  for (int i = 0; i < 96; ++i) EXPECT_EQ((i + 5) % 96, values[i]);
  EXPECT_EQ(std::vector<int>(96, 1), any);
}

__global__ void barrier_in_a_branch() {
  if (threadIdx.x < 32) {
    __syncthreads();
  } else {
    __syncthreads();
  }
}

__global__ void barrier_for_some() {
  if (threadIdx.x < 32) __syncthreads();
}

__global__ void ballot_of_exited() {
  if (threadIdx.x < 31) __ballot_sync(kAll, 1);
}

__global__ void ballot_without_itself() { __ballot_sync(0xfffffffeu, 1); }

__global__ void ballot_with(unsigned mask) { __ballot_sync(threadIdx.x == 0 ? mask : kAll, 1); }

TEST_P(Scheduler, DiagnosesDivergentBarriers) {
  expect_diagnosis("one barrier reached from two statements", 64, barrier_in_a_branch);
  expect_diagnosis("deadlock", 64, barrier_for_some);
}

TEST_P(Scheduler, DiagnosesWrongMasks) {
  expect_diagnosis("has exited", 32, ballot_of_exited);
  expect_diagnosis("a thread is not in its own mask", 32, ballot_without_itself);
  expect_diagnosis("a mask names a thread that does not exist", 20, ballot_with, kAll);
  expect_diagnosis("deadlock", 32, ballot_with, 1u | 2u);
}

TEST_P(Scheduler, GoesOnAfterADiagnosis) {
  expect_diagnosis("deadlock", 64, barrier_for_some);
  std::vector<unsigned> out(120);
  run(3, 40, number, out.data());
  EXPECT_EQ(2039u, out[119]);
}

TEST(Launch, RefusesWhatTheHarnessDoesNotDo) {
  EXPECT_THROW(run(1, 1025, barrier_for_some), simt::Error);
  EXPECT_THROW(run(0, 32, barrier_for_some), simt::Error);
  EXPECT_THROW(__syncthreads(), simt::Error);
}

__global__ void load_vector(const float* from, float* to) { *to = __ldg(reinterpret_cast<const float4*>(from)).x; }

TEST(Memory, DiagnosesMisalignedLoads) {
  alignas(16) float values[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  float out = 0.0f;
  run(1, 1, load_vector, static_cast<const float*>(values + 4), &out);
  EXPECT_EQ(4.0f, out);
  expect_diagnosis("misaligned load: thread 0", 1, load_vector, static_cast<const float*>(values + 1), &out);
}

TEST(MemoryDeathTest, IsExactInSizeForAddressSanitizer) {
  float *device = nullptr, out;
  ASSERT_EQ(cudaSuccess, cudaMalloc(&device, 8 * sizeof(float)));
  EXPECT_DEATH(run(1, 1, load_vector, static_cast<const float*>(device + 8), &out), "heap-buffer-overflow");
  cudaFree(device);
}

}  // namespace
