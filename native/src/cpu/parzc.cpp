/* The ABI: arguments are checked here, kernels are called, and no exception leaves. */
#include "parzc/parzc.h"

#include <memory>
#include <new>
#include <string>

#include "arguments.h"
#include "diffkendall.h"
#include "kernels.h"

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
  } catch (const std::bad_alloc&) {
    return fail(PARZC_INTERNAL_ERROR, "out of memory");
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
const T* elements(const void* pointer) {
  return static_cast<const T*>(pointer);
}

template <typename T>
void node_sums(int64_t tensors, const void* const* weights, const void* const* gradients,
               const void* const* hessian_gradients, const int64_t* sizes, double* sums) {
  require_at_least("tensors", tensors, 0);
  if (tensors == 0) return;
  require_present("weights", weights);
  require_present("gradients", gradients);
  require_present("sizes", sizes);
  require_present("sums", sums);
  const int64_t width = sizeof(T);
  for (int64_t t = 0; t < tensors; ++t) {
    require_at_least(at("sizes", t), sizes[t], 0);
    product(at("sizes", t), sizes[t], width);
    require_elements(at("weights", t), weights[t], sizes[t], width);
    if (gradients[t] != nullptr) require_elements(at("gradients", t), gradients[t], sizes[t], width);
    if (hessian_gradients != nullptr && hessian_gradients[t] != nullptr) {
      require_elements(at("hessian_gradients", t), hessian_gradients[t], sizes[t], width);
    }
  }
  for (int64_t t = 0; t < tensors; ++t) {
    const void* h = hessian_gradients == nullptr ? nullptr : hessian_gradients[t];
    typed<T>(kernels()).node_sums(elements<T>(weights[t]), elements<T>(gradients[t]), elements<T>(h), sizes[t],
                                  sums + t * PARZC_SUM_COLUMNS);
  }
}

template <typename T>
void fisher(const void* activations, const void* gradients, int64_t images, int64_t channels, int64_t positions,
            double* result) {
  require_at_least("images", images, 0);
  require_at_least("channels", channels, 0);
  require_at_least("positions", positions, 0);
  const int64_t rows = product("images * channels", images, channels);
  const int64_t count = product("images * channels * positions", rows, positions);
  product("images * channels * positions", count, sizeof(T));
  require_elements("activations", activations, count, sizeof(T));
  require_elements("gradients", gradients, count, sizeof(T));
  require_present("fisher", result);
  *result = 0.0;
  if (count == 0) return;
  *result = typed<T>(kernels()).squared_row_products(elements<T>(activations), elements<T>(gradients), rows,
                                                     positions) *
            0.5 / static_cast<double>(images);
}

template <typename T>
void sign_agreement(const void* inputs, int64_t images, int64_t features, int64_t* agreement) {
  require_at_least("images", images, 0);
  require_at_least("features", features, 0);
  const int64_t count = product("images * features", images, features);
  product("images * features", count, sizeof(T));
  product("images * images", product("images * images", images, images), sizeof(int64_t));
  require_elements("inputs", inputs, count, sizeof(T));
  if (images == 0) return;
  require_present("agreement", agreement);
  const int64_t words = features / 64 + (features % 64 != 0);
  std::unique_ptr<uint64_t[]> signs(new uint64_t[static_cast<size_t>(images * words)]);
  for (int64_t i = 0; i < images; ++i) {
    typed<T>(kernels()).pack_signs(elements<T>(inputs) + i * features, features, signs.get() + i * words);
  }
  for (int64_t i = 0; i < images; ++i) {
    agreement[i * images + i] = features;
    for (int64_t j = 0; j < i; ++j) {
      const int64_t differing = kernels().differing_bits(signs.get() + i * words, signs.get() + j * words, words);
      agreement[i * images + j] = agreement[j * images + i] = features - differing;
    }
  }
}

template <typename T>
void zico(int64_t tensors, int64_t batches, const void* const* gradients, const int64_t* sizes, double* result) {
  require_at_least("tensors", tensors, 0);
  require_at_least("batches", batches, 2);
  product("tensors * batches", product("tensors * batches", tensors, batches), sizeof(void*));
  if (tensors == 0) return;
  require_present("gradients", gradients);
  require_present("sizes", sizes);
  require_present("zico", result);
  for (int64_t t = 0; t < tensors; ++t) {
    require_at_least(at("sizes", t), sizes[t], 0);
    product(at("sizes", t), sizes[t], sizeof(T));
    for (int64_t b = t * batches; b < (t + 1) * batches; ++b) {
      if (gradients[b] != nullptr) require_elements(at("gradients", b), gradients[b], sizes[t], sizeof(T));
    }
  }
  for (int64_t t = 0; t < tensors; ++t) {
    result[t] = typed<T>(kernels()).zico(reinterpret_cast<const T* const*>(gradients + t * batches), batches,
                                         sizes[t]);
  }
}

template <typename T>
void kendall(const void* predictions, const void* labels, int64_t n, double alpha, double* value, void* gradient) {
  require_at_least("n", n, 2);
  product("n", n, 4 * static_cast<int64_t>(sizeof(double)));
  if (!std::isfinite(alpha) || alpha <= 0.0) refuse("alpha", std::to_string(alpha), "a finite number above 0");
  require_elements("predictions", predictions, n, sizeof(T));
  require_elements("labels", labels, n, sizeof(T));
  require_present("value", value);
  if (gradient != nullptr) require_elements("gradient", gradient, n, sizeof(T));
  require_finite("predictions", elements<T>(predictions), n);
  require_finite("labels", elements<T>(labels), n);
  *value = diffkendall(elements<T>(predictions), elements<T>(labels), n, alpha, static_cast<T*>(gradient));
}

template <typename Pointer>
struct Pointee;
template <typename T>
struct Pointee<const T*> {
  typedef T Type;
};

}  // namespace
}  // namespace parzc

/* Runs parzc::function<T>(...) for the element type that dtype names. */
#define PARZC_RUN(function, ...)                                             \
  parzc::guarded([&] {                                                       \
    parzc::with_type(dtype, [&](auto type) {                                 \
      parzc::function<typename parzc::Pointee<decltype(type)>::Type>(__VA_ARGS__); \
    });                                                                      \
  })

const char* parzc_version(void) { return PARZC_VERSION; }

const char* parzc_simd(void) { return parzc::kernels().name; }

const char* parzc_last_error(void) { return parzc::last_error; }

int parzc_node_sums(int dtype, int64_t tensors, const void* const* weights, const void* const* gradients,
                    const void* const* hessian_gradients, const int64_t* sizes, double* sums) {
  return PARZC_RUN(node_sums, tensors, weights, gradients, hessian_gradients, sizes, sums);
}

int parzc_fisher(int dtype, const void* activations, const void* gradients, int64_t images, int64_t channels,
                 int64_t positions, double* fisher) {
  return PARZC_RUN(fisher, activations, gradients, images, channels, positions, fisher);
}

int parzc_sign_agreement(int dtype, const void* inputs, int64_t images, int64_t features, int64_t* agreement) {
  return PARZC_RUN(sign_agreement, inputs, images, features, agreement);
}

int parzc_zico(int dtype, int64_t tensors, int64_t batches, const void* const* gradients, const int64_t* sizes,
               double* zico) {
  return PARZC_RUN(zico, tensors, batches, gradients, sizes, zico);
}

int parzc_diffkendall(int dtype, const void* predictions, const void* labels, int64_t n, double alpha, double* value,
                      void* gradient) {
  return PARZC_RUN(kendall, predictions, labels, n, alpha, value, gradient);
}
