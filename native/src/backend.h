/* Where kernels run: one interface, implemented in cpu/ and cuda/. Arguments were checked by the caller, parzc.cpp. */
#ifndef PARZC_BACKEND_H
#define PARZC_BACKEND_H

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

/* Complete here, so that the ABI's opaque type is the interface itself. Thread-safe. */
struct parzc_backend {
  virtual ~parzc_backend() = default;
  virtual const char* describe() const = 0;

 protected:
  parzc_backend() = default;
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

/* Arguments of parzc_node_sums; `hessian_gradients` may be null. */
template <typename T>
struct WeightTensors {
  int64_t count;
  const T* const* weights;
  const T* const* gradients;
  const T* const* hessian_gradients;
  const int64_t* sizes;
};

/* Arguments of parzc_fisher. */
template <typename T>
struct LayerOutputs {
  int64_t count;
  const T* const* activations;
  const T* const* gradients;
  const int64_t* images;
  const int64_t* channels;
  const int64_t* positions;
};

/* Arguments of parzc_sign_agreement. */
template <typename T>
struct LayerInputs {
  int64_t count;
  int64_t images;
  const T* const* inputs;
  const int64_t* features;
};

/* Arguments of parzc_zico: the `batches` pointers of one tensor are adjacent. */
template <typename T>
struct GradientSets {
  int64_t count;
  int64_t batches;
  const T* const* gradients;
  const int64_t* sizes;
};

/* Arguments of parzc_diffkendall; `gradient` may be null. */
template <typename T>
struct ScoreLists {
  int64_t count;
  const int64_t* sizes;
  const T* predictions;
  const T* labels;
  double alpha;
  T* gradient;
};

/* The kernels over elements of one type. */
template <typename T>
struct KernelsOf {
  virtual void node_sums(void* stream, const WeightTensors<T>& tensors, double* sums) = 0;
  virtual void fisher(void* stream, const LayerOutputs<T>& layers, double* fisher) = 0;
  virtual void sign_agreement(void* stream, const LayerInputs<T>& layers, int64_t* agreement) = 0;
  virtual void zico(void* stream, const GradientSets<T>& tensors, double* zico) = 0;
  virtual void diffkendall(void* stream, const ScoreLists<T>& lists, double* values) = 0;

 protected:
  ~KernelsOf() = default;
};

struct Backend : parzc_backend, KernelsOf<float>, KernelsOf<double> {
  /* Whether `stream` arguments mean something. */
  virtual bool has_streams() const = 0;
};

std::unique_ptr<Backend> open_cpu(int threads);

/* Throws Unavailable. */
std::unique_ptr<Backend> open_cuda(int device);

/* The GPU architectures this build holds code for. */
const char* cuda_architectures();

}  // namespace parzc

#endif
