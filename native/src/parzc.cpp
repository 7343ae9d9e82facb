/* The ABI: arguments are checked here, the backend is called, and no exception leaves. */
#include "parzc/parzc.h"

#include <cmath>
#include <new>
#include <string>

#include "arguments.h"
#include "backend.h"
#include "cpu/kernels.h"
#include "openmp.h"

namespace parzc {
namespace {

/* Text of the last failure, in fixed storage: reporting an exhausted memory must not allocate. */
thread_local char last_error[512] = "";

int fail(int code, const char* text) noexcept {
  size_t length = 0;
  for (; text[length] != '\0' && length + 1 < sizeof(last_error); ++length) last_error[length] = text[length];
  last_error[length] = '\0';
  return code;
}

template <typename Body>
int guarded(Body body) noexcept {
  try {
    body();
    return PARZC_OK;
  } catch (const InvalidArgument& e) {
    return fail(PARZC_INVALID_ARGUMENT, e.what());
  } catch (const Unavailable& e) {
    return fail(PARZC_UNAVAILABLE, e.what());
  } catch (const OutOfMemory& e) {
    return fail(PARZC_OUT_OF_MEMORY, e.what());
  } catch (const CudaError& e) {
    return fail(PARZC_CUDA_ERROR, e.what());
  } catch (const std::bad_alloc&) {
    return fail(PARZC_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& e) {
    return fail(PARZC_INTERNAL_ERROR, e.what());
  } catch (...) {
    return fail(PARZC_INTERNAL_ERROR, "unknown C++ exception");
  }
}

/* Calls body with a null pointer of the element type. */
template <typename Body>
void with_type(int dtype, Body body) {
  switch (dtype) {
    case PARZC_FLOAT32:
      return body(static_cast<const float*>(nullptr));
    case PARZC_FLOAT64:
      return body(static_cast<const double*>(nullptr));
    default:
      refuse("dtype", std::to_string(dtype), "0 (float32) or 1 (float64)");
  }
}

template <typename T>
const T* const* arrays(const void* const* pointers) {
  return reinterpret_cast<const T* const*>(pointers);
}

Backend& opened(parzc_backend* backend) {
  require_present("backend", backend);
  return static_cast<Backend&>(*backend);
}

Queue& opened(parzc_queue* queue) {
  require_present("queue", queue);
  return static_cast<Queue&>(*queue);
}

/* NULL from then on, so that it can be closed again. */
template <typename Handle>
void close(Handle** handle) {
  if (handle == nullptr) return;
  delete *handle;
  *handle = nullptr;
}

int64_t count_of(const Name& name, int64_t a, int64_t b, int64_t c) { return product(name, product(name, a, b), c); }

template <typename T>
void node_sums(parzc_queue* queue, int64_t tensors, const void* const* weights, const void* const* gradients,
               const void* const* hessian_gradients, const int64_t* sizes, double* sums) {
  KernelsOf<T>& kernels = opened(queue);
  require_at_least("tensors", tensors, 0);
  if (tensors == 0) return;
  require_present("weights", weights);
  require_present("gradients", gradients);
  require_present("sizes", sizes);
  require_present("sums", sums);
  for (int64_t t = 0; t < tensors; ++t) {
    require_at_least({"sizes", t}, sizes[t], 0);
    product({"sizes", t}, sizes[t], sizeof(T));
    require_elements({"weights", t}, weights[t], sizes[t], sizeof(T));
    require_aligned({"gradients", t}, gradients[t], sizeof(T));
    if (hessian_gradients != nullptr) {
      require_aligned({"hessian_gradients", t}, hessian_gradients[t], sizeof(T));
    }
  }
  kernels.node_sums({tensors, arrays<T>(weights), arrays<T>(gradients), arrays<T>(hessian_gradients), sizes}, sums);
}

template <typename T>
void fisher(parzc_queue* queue, int64_t layers, const void* const* activations, const void* const* gradients,
            const int64_t* images, const int64_t* channels, const int64_t* positions, double* result) {
  KernelsOf<T>& kernels = opened(queue);
  require_at_least("layers", layers, 0);
  if (layers == 0) return;
  require_present("activations", activations);
  require_present("gradients", gradients);
  require_present("images", images);
  require_present("channels", channels);
  require_present("positions", positions);
  require_present("fisher", result);
  for (int64_t l = 0; l < layers; ++l) {
    require_at_least({"images", l}, images[l], 0);
    require_at_least({"channels", l}, channels[l], 0);
    require_at_least({"positions", l}, positions[l], 0);
    const Name shape("images * channels * positions", l);
    const int64_t count = count_of(shape, images[l], channels[l], positions[l]);
    product(shape, count, sizeof(T));
    require_elements({"activations", l}, activations[l], count, sizeof(T));
    require_aligned({"gradients", l}, gradients[l], sizeof(T));
  }
  kernels.fisher({layers, arrays<T>(activations), arrays<T>(gradients), images, channels, positions}, result);
}

template <typename T>
void sign_agreement(parzc_queue* queue, int64_t layers, int64_t images, const void* const* inputs,
                    const int64_t* features, int64_t* agreement) {
  KernelsOf<T>& kernels = opened(queue);
  require_at_least("layers", layers, 0);
  require_at_least("images", images, 0);
  if (layers == 0 || images == 0) return;
  product("layers * images * images", count_of("layers * images * images", layers, images, images), sizeof(int64_t));
  require_present("inputs", inputs);
  require_present("features", features);
  require_present("agreement", agreement);
  int64_t all = 0;
  for (int64_t l = 0; l < layers; ++l) {
    require_at_least({"features", l}, features[l], 0);
    const int64_t count = product({"images * features", l}, images, features[l]);
    product({"images * features", l}, count, sizeof(T));
    require_elements({"inputs", l}, inputs[l], count, sizeof(T));
    all = sum("features of all layers", all, product("images * features", images, features[l]));
  }
  kernels.sign_agreement({layers, images, arrays<T>(inputs), features}, agreement);
}

template <typename T>
void zico(parzc_queue* queue, int64_t tensors, int64_t batches, const void* const* gradients, const int64_t* sizes,
          double* result) {
  KernelsOf<T>& kernels = opened(queue);
  require_at_least("tensors", tensors, 0);
  require_at_least("batches", batches, 2);
  count_of("tensors * batches", tensors, batches, sizeof(void*));
  if (tensors == 0) return;
  require_present("gradients", gradients);
  require_present("sizes", sizes);
  require_present("zico", result);
  for (int64_t t = 0; t < tensors; ++t) {
    require_at_least({"sizes", t}, sizes[t], 0);
    product({"sizes", t}, sizes[t], sizeof(T));
    for (int64_t b = t * batches; b < (t + 1) * batches; ++b) {
      require_aligned({"gradients", b}, gradients[b], sizeof(T));
    }
  }
  kernels.zico({tensors, batches, arrays<T>(gradients), sizes}, result);
}

template <typename T>
void diffkendall(parzc_queue* queue, int64_t lists, const int64_t* sizes, const void* predictions, const void* labels,
                 double alpha, double* values, void* gradient, bool of_host) {
  KernelsOf<T>& kernels = opened(queue);
  require_at_least("lists", lists, 0);
  if (!std::isfinite(alpha) || alpha <= 0.0) refuse("alpha", std::to_string(alpha), "a finite number above 0");
  if (lists == 0) return;
  require_present("sizes", sizes);
  int64_t all = 0;
  for (int64_t l = 0; l < lists; ++l) {
    require_at_least({"sizes", l}, sizes[l], 2);
    all = sum("sum of sizes", all, sizes[l]);
  }
  /* Scores of all lists in float64, and room for what is computed from them. */
  count_of("sum of sizes", all, sizeof(double), 64);
  require_elements("predictions", predictions, all, sizeof(T));
  require_elements("labels", labels, all, sizeof(T));
  require_present("values", values);
  require_aligned("gradient", gradient, sizeof(T));
  kernels.diffkendall({lists, sizes, static_cast<const T*>(predictions), static_cast<const T*>(labels), alpha,
                       static_cast<T*>(gradient), of_host},
                      values);
}

template <typename Pointer>
struct Pointee;
template <typename T>
struct Pointee<const T*> {
  typedef T Type;
};

}  // namespace
}  // namespace parzc

/* Runs parzc::function<T>(queue, ...) for the element type that dtype names. */
#define PARZC_RUN(function, ...)                                                          \
  parzc::guarded([&] {                                                                    \
    parzc::with_type(dtype, [&](auto type) {                                              \
      parzc::function<typename parzc::Pointee<decltype(type)>::Type>(queue, __VA_ARGS__); \
    });                                                                                   \
  })

const char* parzc_version(void) { return PARZC_VERSION; }

const char* parzc_simd(void) {
  const char* name = "";
  parzc::guarded([&] { name = parzc::kernels().name; });
  return name;
}

const char* parzc_cuda_architectures(void) { return parzc::cuda_architectures(); }

const char* parzc_last_error(void) { return parzc::last_error; }

int parzc_set_openmp_threads(const char* library, int threads) {
  return parzc::guarded([&] {
    parzc::require_present("library", library);
    parzc::require_at_least("threads", threads, 1);
    parzc::set_openmp_threads(library, threads);
  });
}

int parzc_open_cpu(int threads, parzc_backend** backend) {
  return parzc::guarded([&] {
    parzc::require_at_least("threads", threads, 1);
    parzc::require_at_most("threads", threads, 1024);
    parzc::require_present("backend", backend);
    *backend = parzc::open_cpu(threads).release();
  });
}

int parzc_open_cuda(int device, parzc_backend** backend) {
  return parzc::guarded([&] {
    parzc::require_at_least("device", device, 0);
    parzc::require_present("backend", backend);
    *backend = parzc::open_cuda(device).release();
  });
}

int parzc_cuda_devices(int* count) {
  return parzc::guarded([&] {
    parzc::require_present("count", count);
    *count = 0;
    *count = parzc::cuda_devices();
  });
}

void parzc_close(parzc_backend** backend) { parzc::close(backend); }

const char* parzc_describe(const parzc_backend* backend) {
  return backend == nullptr ? "" : static_cast<const parzc::Backend*>(backend)->describe();
}

int parzc_check_device(parzc_backend* backend) {
  return parzc::guarded([&] { parzc::opened(backend).check_device(); });
}

int parzc_device_memory(parzc_backend* backend, int64_t* free_bytes, int64_t* total_bytes) {
  return parzc::guarded([&] {
    parzc::Backend& opened = parzc::opened(backend);
    parzc::require_present("free_bytes", free_bytes);
    parzc::require_present("total_bytes", total_bytes);
    const parzc::DeviceMemory memory = opened.memory();
    *free_bytes = memory.free_bytes;
    *total_bytes = memory.total_bytes;
  });
}

int parzc_open_queue(parzc_backend* backend, void* stream, parzc_queue** queue) {
  return parzc::guarded([&] {
    parzc::Backend& opened = parzc::opened(backend);
    parzc::require_present("queue", queue);
    *queue = opened.open_queue(stream).release();
  });
}

int parzc_finish(parzc_queue* queue) {
  return parzc::guarded([&] { parzc::opened(queue).finish(); });
}

void parzc_close_queue(parzc_queue** queue) { parzc::close(queue); }

int parzc_node_sums(parzc_queue* queue, int dtype, int64_t tensors, const void* const* weights,
                    const void* const* gradients, const void* const* hessian_gradients, const int64_t* sizes,
                    double* sums) {
  return PARZC_RUN(node_sums, tensors, weights, gradients, hessian_gradients, sizes, sums);
}

int parzc_fisher(parzc_queue* queue, int dtype, int64_t layers, const void* const* activations,
                 const void* const* gradients, const int64_t* images, const int64_t* channels, const int64_t* positions,
                 double* fisher) {
  return PARZC_RUN(fisher, layers, activations, gradients, images, channels, positions, fisher);
}

int parzc_sign_agreement(parzc_queue* queue, int dtype, int64_t layers, int64_t images, const void* const* inputs,
                         const int64_t* features, int64_t* agreement) {
  return PARZC_RUN(sign_agreement, layers, images, inputs, features, agreement);
}

int parzc_zico(parzc_queue* queue, int dtype, int64_t tensors, int64_t batches, const void* const* gradients,
               const int64_t* sizes, double* zico) {
  return PARZC_RUN(zico, tensors, batches, gradients, sizes, zico);
}

int parzc_diffkendall(parzc_queue* queue, int dtype, int64_t lists, const int64_t* sizes, const void* predictions,
                      const void* labels, double alpha, double* values, void* gradient) {
  return PARZC_RUN(diffkendall, lists, sizes, predictions, labels, alpha, values, gradient, false);
}

int parzc_diffkendall_of_host(parzc_queue* queue, int dtype, int64_t lists, const int64_t* sizes,
                              const void* predictions, const void* labels, double alpha, double* values,
                              void* gradient) {
  return PARZC_RUN(diffkendall, lists, sizes, predictions, labels, alpha, values, gradient, true);
}
