/* Deferred streams, and what the harness says of memory that is reused or freed too early. */
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "cuda_runtime.h"

namespace {

class Streams : public testing::Test {
 protected:
  Streams() {
    simt::defer_streams(true);
    for (cudaStream_t& stream : streams_) {
      EXPECT_EQ(cudaSuccess, cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    }
    EXPECT_EQ(cudaSuccess, cudaHostAlloc(&host_, sizeof(int), cudaHostAllocDefault));
    EXPECT_EQ(cudaSuccess, cudaMalloc(&device_, sizeof(int)));
    number() = 1;
  }
  ~Streams() override {
    for (cudaStream_t stream : streams_) cudaStreamDestroy(stream);
    cudaFreeHost(host_);
    cudaFree(device_);
    simt::set_seed(0);
    simt::defer_streams(false);
  }

  int& number() { return *static_cast<int*>(host_); }
  /* Where a copy goes, in the harness as good as any memory. */
  int& copied() { return *static_cast<int*>(device_); }

  void copy_in(cudaStream_t stream) {
    ASSERT_EQ(cudaSuccess, cudaMemcpyAsync(device_, host_, sizeof(int), cudaMemcpyHostToDevice, stream));
  }

  cudaStream_t streams_[2];
  void *host_ = nullptr, *device_ = nullptr;
};

__global__ void add(int* number, int term) {
  if (threadIdx.x == 0) *number = 10 * *number + term;
}

void put_addition(int* number, int term, cudaStream_t stream) {
  cudaLaunchConfig_t config = {};
  config.gridDim = config.blockDim = dim3(1);
  config.stream = stream;
  ASSERT_EQ(cudaSuccess, cudaLaunchKernelEx(&config, add, number, term));
}

TEST_F(Streams, AreDoneInOrderWhenTheyAreSynchronised) {
  copied() = 0;
  copy_in(streams_[0]);
  put_addition(&copied(), 2, streams_[0]);
  put_addition(&copied(), 3, streams_[0]);
  EXPECT_EQ(0, copied());
  ASSERT_EQ(cudaSuccess, cudaStreamSynchronize(streams_[1]));
  EXPECT_EQ(0, copied());
  ASSERT_EQ(cudaSuccess, cudaStreamSynchronize(streams_[0]));
  EXPECT_EQ(123, copied());
}

TEST_F(Streams, AreDoneInAnOrderOfTheSeedAmongEachOther) {
  for (uint64_t seed : {0, 1}) {
    simt::set_seed(seed);
    copied() = 0;
    put_addition(&copied(), 1, streams_[0]);
    put_addition(&copied(), 2, streams_[1]);
    ASSERT_EQ(cudaSuccess, cudaStreamSynchronize(streams_[0]));
    ASSERT_EQ(cudaSuccess, cudaDeviceSynchronize());
    EXPECT_EQ(seed == 0 ? 12 : 21, copied());
  }
  std::vector<int> found(100);
  simt::set_seed(5);
  for (int& order : found) {
    copied() = 0;
    put_addition(&copied(), 1, streams_[0]);
    put_addition(&copied(), 2, streams_[1]);
    ASSERT_EQ(cudaSuccess, cudaStreamSynchronize(streams_[0]));
    ASSERT_EQ(cudaSuccess, cudaDeviceSynchronize());
    order = copied();
  }
  EXPECT_NE(found.end(), std::find(found.begin(), found.end(), 12));
  EXPECT_NE(found.end(), std::find(found.begin(), found.end(), 21));
}

TEST_F(Streams, DiagnoseASourceThatChangedTooEarly) {
  copy_in(streams_[0]);
  number() = 2;
  try {
    cudaStreamSynchronize(streams_[0]);
    ADD_FAILURE() << "nothing found";
  } catch (const simt::Error& error) {
    EXPECT_STREQ("the source of a copy was changed before the copy was done", error.what());
  }
  /* What came after is forgotten. */
  EXPECT_EQ(cudaSuccess, cudaStreamSynchronize(streams_[0]));
}

typedef Streams StreamsDeathTest;

TEST_F(StreamsDeathTest, DiagnoseMemoryThatIsFreedTooEarly) {
  copy_in(streams_[0]);
  EXPECT_DEATH(cudaFreeHost(host_), "cudaFreeHost of memory that is used by work on a stream");
  EXPECT_DEATH(cudaFree(device_), "cudaFree of memory that is used by work on a stream");
  ASSERT_EQ(cudaSuccess, cudaStreamSynchronize(streams_[0]));
  put_addition(&copied(), 1, streams_[1]);
  EXPECT_DEATH(cudaFree(device_), "cudaFree of memory that is used by work on a stream");
  ASSERT_EQ(cudaSuccess, cudaStreamSynchronize(streams_[1]));
}

TEST_F(StreamsDeathTest, ReadMemoryWhenTheWorkIsDone) {
  const size_t bytes = 1000 * sizeof(int);
  std::unique_ptr<int[]> pageable(new int[1000]());
  void* device = nullptr;
  ASSERT_EQ(cudaSuccess, cudaMalloc(&device, bytes));
  ASSERT_EQ(cudaSuccess, cudaMemcpyAsync(device, pageable.get(), bytes, cudaMemcpyHostToDevice, streams_[0]));
  EXPECT_DEATH((pageable.reset(), cudaStreamSynchronize(streams_[0])), "heap-use-after-free");
  ASSERT_EQ(cudaSuccess, cudaStreamSynchronize(streams_[0]));
  cudaFree(device);
}

}  // namespace
