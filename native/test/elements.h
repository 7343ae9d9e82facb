/* Backends to test, and arrays in their memory. */
#ifndef PARZC_TEST_ELEMENTS_H
#define PARZC_TEST_ELEMENTS_H

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "parzc/parzc.h"

#if defined(PARZC_TEST_CUDA)
#include <cuda_runtime.h>
#endif

template <typename T>
constexpr int kType = sizeof(T) == 4 ? PARZC_FLOAT32 : PARZC_FLOAT64;

/* Opens "cpu1" and "cpu3", with so many threads, or "cuda"; null, and parzc_last_error(), if that fails. */
inline parzc_backend* open_backend(const std::string& name) {
  parzc_backend* backend = nullptr;
  const int code = name == "cuda" ? parzc_open_cuda(0, &backend) : parzc_open_cpu(name.back() - '0', &backend);
  return code == PARZC_OK ? backend : nullptr;
}

/* Opens a queue on the default stream; null, and parzc_last_error(), if that fails or there is no backend. */
inline parzc_queue* open_queue(parzc_backend* backend, void* stream = nullptr) {
  parzc_queue* queue = nullptr;
  return backend != nullptr && parzc_open_queue(backend, stream, &queue) == PARZC_OK ? queue : nullptr;
}

/* Finishes the queue if the call on it worked. */
inline int finished(parzc_queue* queue, int code) { return code == PARZC_OK ? parzc_finish(queue) : code; }

/* Whether this is a GPU's stand-in, too slow for long inputs. */
inline bool is_simulated(const parzc_backend* backend) {
  return std::strstr(parzc_describe(backend), "SIMT") != nullptr;
}

/* Names of the backends of this machine; PARZC_TEST_REQUIRE_CUDA in the environment makes a missing GPU an error. */
inline std::vector<std::string> backends() {
  std::vector<std::string> names{"cpu1", "cpu3"};
#if defined(PARZC_TEST_CUDA)
  parzc_backend* cuda = open_backend("cuda");
  if (cuda != nullptr || std::getenv("PARZC_TEST_REQUIRE_CUDA") != nullptr) names.push_back("cuda");
  parzc_close(&cuda);
#endif
  return names;
}

#if defined(PARZC_TEST_CUDA)
inline void require_success(cudaError_t code) {
  if (code == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(code));
  std::abort();
}
#endif

/* A stream of its own on a device; null on the CPU. */
class Stream {
 public:
  explicit Stream([[maybe_unused]] bool on_device) {
#if defined(PARZC_TEST_CUDA)
    if (on_device) require_success(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking));
#endif
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
#if defined(PARZC_TEST_CUDA)
    if (stream_ != nullptr) cudaStreamDestroy(stream_);
#endif
  }

#if defined(PARZC_TEST_CUDA)
  void* get() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
#else
  void* get() const { return nullptr; }
#endif
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
      require_success(cudaMalloc(&memory_, bytes == 0 ? 1 : bytes));
      require_success(cudaMemcpy(data(), values.data(), size_ * sizeof(T), cudaMemcpyHostToDevice));
      /* A copy from memory that is not pinned may still be on its way, and other streams do not wait for it. */
      require_success(cudaStreamSynchronize(nullptr));
#endif
    } else {
      memory_ = std::malloc(bytes == 0 ? 1 : bytes);
      if (size_ > 0) std::memcpy(data(), values.data(), size_ * sizeof(T));
    }
  }
  Elements(const Elements&) = delete;
  Elements& operator=(const Elements&) = delete;
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
      require_success(cudaMemcpy(copy.data(), data(), size_ * sizeof(T), cudaMemcpyDeviceToHost));
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

#endif
