/* The backends that the suite runs on, and arrays in their memory. */
#ifndef PARZC_TEST_BACKENDS_H
#define PARZC_TEST_BACKENDS_H

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "parzc/parzc.h"
#include "samples.h"

#if defined(PARZC_TEST_CUDA)
#include <cuda_runtime.h>
#endif

template <typename T>
constexpr int kType = sizeof(T) == 4 ? PARZC_FLOAT32 : PARZC_FLOAT64;

/* One backend under test: "cpu1" and "cpu3" with so many threads, or "cuda". */
class OnBackend : public testing::TestWithParam<std::string> {
 protected:
  OnBackend() {
    const std::string name = GetParam();
    const int code = name == "cuda" ? parzc_open_cuda(0, &backend_) : parzc_open_cpu(name.back() - '0', &backend_);
    if (code != PARZC_OK) ADD_FAILURE() << name << ": " << parzc_last_error();
  }
  ~OnBackend() override { parzc_close(backend_); }

  bool on_device() const { return GetParam() == "cuda"; }

  parzc_backend* backend_ = nullptr;
};

/*
 * Values where the backend reads them, `offset` elements behind an address that is a multiple of 16, and with nothing
 * that may be touched after the last one.
 */
template <typename T>
class Elements {
 public:
  Elements(bool on_device, const std::vector<T>& values, size_t offset = 0)
      : on_device_(on_device), size_(values.size()), offset_(offset) {
    const size_t bytes = (size_ + offset) * sizeof(T);
    if (on_device) {
#if defined(PARZC_TEST_CUDA)
      EXPECT_EQ(cudaSuccess, cudaMalloc(&memory_, bytes == 0 ? 1 : bytes));
      EXPECT_EQ(cudaSuccess, cudaMemcpy(data(), values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice));
#endif
    } else {
      memory_ = std::malloc(bytes == 0 ? 1 : bytes);
      if (size_ > 0) std::memcpy(data(), values.data(), size_ * sizeof(T));
    }
  }
  Elements(const Elements&) = delete;
  ~Elements() {
#if defined(PARZC_TEST_CUDA)
    if (on_device_) cudaFree(memory_);
#endif
    if (!on_device_) std::free(memory_);
  }

  T* data() const { return static_cast<T*>(memory_) + offset_; }

  std::vector<T> values() const {
    std::vector<T> copy(size_);
    if (on_device_) {
#if defined(PARZC_TEST_CUDA)
      EXPECT_EQ(cudaSuccess, cudaMemcpy(copy.data(), data(), size_ * sizeof(T), cudaMemcpyDeviceToHost));
#endif
    } else if (size_ > 0) {
      std::memcpy(copy.data(), data(), size_ * sizeof(T));
    }
    return copy;
  }

 private:
  bool on_device_;
  size_t size_, offset_;
  void* memory_ = nullptr;
};

/* Names of the backends of this machine; PARZC_TEST_REQUIRE_CUDA in the environment makes a missing GPU an error. */
inline std::vector<std::string> backends() {
#if defined(PARZC_TEST_SIMT)
  return {"cuda"};
#else
  std::vector<std::string> names{"cpu1", "cpu3"};
#if defined(PARZC_TEST_CUDA)
  parzc_backend* cuda = nullptr;
  if (std::getenv("PARZC_TEST_REQUIRE_CUDA") != nullptr || parzc_open_cuda(0, &cuda) == PARZC_OK) {
    names.push_back("cuda");
  }
  parzc_close(cuda);
#endif
  return names;
#endif
}

#define PARZC_ON_ALL_BACKENDS(suite)                                                      \
  INSTANTIATE_TEST_SUITE_P(, suite, testing::ValuesIn(backends()),                        \
                           [](const testing::TestParamInfo<std::string>& info) { return info.param; })

/* Calls body<float>() and body<double>(). */
template <typename Body>
void for_both_types(Body body) {
  {
    SCOPED_TRACE("float32");
    body(float());
  }
  SCOPED_TRACE("float64");
  body(double());
}

#endif
