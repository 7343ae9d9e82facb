/*
 * Looks at the addresses that libparzc is given, before it gets them: this library is loaded first, so its functions
 * of libparzc's names are called, and call those. Only the first blocks of a kernel may run, and then only they would
 * notice a tensor that lies elsewhere.
 */
#pragma GCC visibility push(default)
#include <parzc/parzc.h>
#pragma GCC visibility pop

#include <dlfcn.h>

#include <cstdlib>

#include "state.h"

namespace {

/* Tensors of one call lie on one device, or all in the host's memory, where the CPU's kernels read them. */
class Place {
 public:
  void look_at(const void* const* elements, int64_t count) {
    for (int64_t i = 0; elements != nullptr && i < count; ++i) {
      if (elements[i] == nullptr) continue;
      const int device = stand_in::device_of(elements[i]);
      if (known_ && device != device_) stand_in::count("tensors that lie apart from others");
      known_ = true;
      device_ = device;
    }
  }

 private:
  bool known_ = false;
  int device_ = stand_in::kHost;
};

/* The function of this name in libparzc itself. */
template <typename Function>
Function* real(Function*, const char* name) {
  void* library = dlopen("libparzc.so", RTLD_LAZY | RTLD_NOLOAD);
  void* found = library == nullptr ? nullptr : dlsym(library, name);
  if (found == nullptr) std::abort();
  return reinterpret_cast<Function*>(found);
}

}  // namespace

#define PARZC_REAL(function) static auto* const of_library = real(&function, #function)

int parzc_node_sums(parzc_queue* queue, int dtype, int64_t tensors, const void* const* weights,
                    const void* const* gradients, const void* const* hessian_gradients, const int64_t* sizes,
                    double* sums) {
  Place place;
  for (const void* const* elements : {weights, gradients, hessian_gradients}) place.look_at(elements, tensors);
  PARZC_REAL(parzc_node_sums);
  return of_library(queue, dtype, tensors, weights, gradients, hessian_gradients, sizes, sums);
}

int parzc_fisher(parzc_queue* queue, int dtype, int64_t layers, const void* const* activations,
                 const void* const* gradients, const int64_t* images, const int64_t* channels, const int64_t* positions,
                 double* fisher) {
  Place place;
  for (const void* const* elements : {activations, gradients}) place.look_at(elements, layers);
  PARZC_REAL(parzc_fisher);
  return of_library(queue, dtype, layers, activations, gradients, images, channels, positions, fisher);
}

int parzc_sign_agreement(parzc_queue* queue, int dtype, int64_t layers, int64_t images, const void* const* inputs,
                         const int64_t* features, int64_t* agreement) {
  Place().look_at(inputs, layers);
  PARZC_REAL(parzc_sign_agreement);
  return of_library(queue, dtype, layers, images, inputs, features, agreement);
}

int parzc_zico(parzc_queue* queue, int dtype, int64_t tensors, int64_t batches, const void* const* gradients,
               const int64_t* sizes, double* zico) {
  Place().look_at(gradients, tensors * batches);
  PARZC_REAL(parzc_zico);
  return of_library(queue, dtype, tensors, batches, gradients, sizes, zico);
}
