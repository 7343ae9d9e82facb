/* Where kernels run: one interface, implemented in cpu/ and cuda/. Arguments were checked by the caller, parzc.cpp. */
#ifndef PARZC_BACKEND_H
#define PARZC_BACKEND_H

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

/* Complete here, so that the ABI's opaque types are the interfaces themselves. */
struct parzc_backend {
  virtual ~parzc_backend() = default;

 protected:
  parzc_backend() = default;
};

struct parzc_queue {
  virtual ~parzc_queue() = default;

 protected:
  parzc_queue() = default;
};

namespace parzc {

/* No such device, or none in this build. */
struct Unavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/* CUDA failed; the text is its own. */
struct CudaError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/* Memory is exhausted, the device's or that which it shares with the host; the text is CUDA's own. */
struct OutOfMemory : CudaError {
  using CudaError::CudaError;
};

/* Arguments of parzc_node_sums; `hessian_gradients` may be null. */
template <typename T>
struct NodeSumsArguments {
  int64_t count;
  const T* const* weights;
  const T* const* gradients;
  const T* const* hessian_gradients;
  const int64_t* sizes;
};

/* Arguments of parzc_fisher. */
template <typename T>
struct FisherArguments {
  int64_t count;
  const T* const* activations;
  const T* const* gradients;
  const int64_t* images;
  const int64_t* channels;
  const int64_t* positions;
};

/* Arguments of parzc_sign_agreement. */
template <typename T>
struct SignAgreementArguments {
  int64_t count;
  int64_t images;
  const T* const* inputs;
  const int64_t* features;
};

/* Arguments of parzc_zico: the `batches` pointers of one tensor are adjacent. */
template <typename T>
struct ZicoArguments {
  int64_t count;
  int64_t batches;
  const T* const* gradients;
  const int64_t* sizes;
};

/* Arguments of parzc_diffkendall and parzc_diffkendall_of_host, whose arrays are the host's; `gradient` may be null. */
template <typename T>
struct DiffKendallArguments {
  int64_t count;
  const int64_t* sizes;
  const T* predictions;
  const T* labels;
  double alpha;
  T* gradient;
  bool of_host;
};

/* The kernels over elements of one type. What they are given is read before they return; results come with finish(). */
template <typename T>
struct KernelsOf {
  virtual void node_sums(const NodeSumsArguments<T>& tensors, double* sums) = 0;
  virtual void fisher(const FisherArguments<T>& layers, double* fisher) = 0;
  virtual void sign_agreement(const SignAgreementArguments<T>& layers, int64_t* agreement) = 0;
  virtual void zico(const ZicoArguments<T>& tensors, double* zico) = 0;
  virtual void diffkendall(const DiffKendallArguments<T>& lists, double* values) = 0;

 protected:
  ~KernelsOf() = default;
};

/* A worker's kernels, one thread at a time. Destroyed with work unfinished, it drops the results. */
struct Queue : parzc_queue, KernelsOf<float>, KernelsOf<double> {
  /* Waits for the kernels called since the last time and writes all their results, or none and throws. */
  virtual void finish() = 0;
};

struct DeviceMemory {
  int64_t free_bytes;
  int64_t total_bytes;
};

/* Thread-safe. Queues do not need it once they are open. */
struct Backend : parzc_backend {
  virtual const char* describe() const = 0;
  virtual std::unique_ptr<Queue> open_queue(void* stream) = 0;
  /* Throws CudaError if the device has failed for good. */
  virtual void check_device() = 0;
  /* Throws Unavailable where the memory is the host's. */
  virtual DeviceMemory memory() = 0;
};

std::unique_ptr<Backend> open_cpu(int threads);

/* Throws Unavailable. */
std::unique_ptr<Backend> open_cuda(int device);

/* Number of CUDA devices; throws Unavailable if there are none. */
int cuda_devices();

/* The GPU architectures this build holds code for. */
const char* cuda_architectures();

}  // namespace parzc

#endif
