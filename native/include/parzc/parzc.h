/*
 * libparzc: the kernels of ParZC behind a small C ABI.
 *
 * Every function that can fail returns PARZC_OK or an error code; parzc_last_error() then says, for the calling
 * thread, what was wrong. No function keeps a pointer after it returns, and all may be called from several threads.
 * Sums are accumulated in float64 in a fixed order: the same input gives the same bits, whatever the SIMD level.
 * Pointers to elements must be aligned to the element; a pointer to no elements may be NULL. Whatever is refused
 * leaves the outputs untouched.
 */
#ifndef PARZC_H
#define PARZC_H

#include <stdint.h>

#if defined(__GNUC__)
#define PARZC_API __attribute__((visibility("default")))
#else
#define PARZC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum {
  PARZC_OK = 0,
  PARZC_INVALID_ARGUMENT = 1,
  PARZC_INTERNAL_ERROR = 2
};

/* Element types. */
enum {
  PARZC_FLOAT32 = 0,
  PARZC_FLOAT64 = 1
};

/* Columns of the sums of one node, in this order. */
enum {
  PARZC_SUM_W2 = 0,         /* sum of w^2                                  */
  PARZC_SUM_G2 = 1,         /* sum of g^2                                  */
  PARZC_SUM_ABS_WG = 2,     /* sum of |w g|                                */
  PARZC_SUM_WG = 3,         /* sum of w g                                  */
  PARZC_SUM_WH = 4,         /* sum of w h, h = H g                         */
  PARZC_SUM_NONFINITE = 5,  /* number of non-finite entries of w, g and h  */
  PARZC_SUM_COLUMNS = 6
};

/* Version of the library, "major.minor.patch". */
PARZC_API const char* parzc_version(void);

/* The instruction set the kernels run with on this machine: "avx512", "avx2" or "baseline". The environment
 * variable PARZC_SIMD, set to one of these before the first call, caps it. */
PARZC_API const char* parzc_simd(void);

/* What the last failed call of this thread was refused for; empty if none failed. */
PARZC_API const char* parzc_last_error(void);

/* Makes malloc keep freed blocks instead of returning them to the system: page faults cost more than the arithmetic
 * on tensors of this size. Returns 1 if the allocator took the settings, 0 if it is not glibc's. */
PARZC_API int parzc_settle_allocator(void);

/*
 * Sums over each of `tensors` weight tensors and its gradients, each element read once.
 *   weights, gradients, hessian_gradients   arrays of `tensors` pointers to contiguous elements of `dtype`;
 *                                           an entry of gradients or hessian_gradients may be NULL (all zeros),
 *                                           and so may hessian_gradients itself; a weight may be NULL only if its
 *                                           size is 0
 *   sizes                                   number of elements of each tensor, >= 0
 *   sums                                    out: tensors x PARZC_SUM_COLUMNS
 */
PARZC_API int parzc_node_sums(int dtype, int64_t tensors, const void* const* weights, const void* const* gradients,
                              const void* const* hessian_gradients, const int64_t* sizes, double* sums);

/*
 * Fisher information of one layer's output: sum over channels of 1/2 mean over images of (sum over positions a d)^2.
 *   activations, gradients   (images, channels, positions), contiguous, of `dtype`
 *   fisher                   out: one value
 */
PARZC_API int parzc_fisher(int dtype, const void* activations, const void* gradients, int64_t images, int64_t channels,
                           int64_t positions, double* fisher);

/*
 * Agreement of activation signs: entry (i, j) is the number of features whose inputs are positive for both images or
 * for neither (NaN counts as not positive).
 *   inputs      (images, features), contiguous, of `dtype`
 *   agreement   out: images x images, symmetric
 */
PARZC_API int parzc_sign_agreement(int dtype, const void* inputs, int64_t images, int64_t features, int64_t* agreement);

/*
 * ZiCo of each of `tensors` weight tensors: sum over elements of mean over batches |g| / population standard
 * deviation over batches g, where that deviation is not 0.
 *   gradients   tensors x batches pointers, the batches of one tensor adjacent; batches >= 2; a NULL entry is zeros
 *   sizes       number of elements of each tensor
 *   zico        out: one value per tensor (before the logarithm)
 */
PARZC_API int parzc_zico(int dtype, int64_t tensors, int64_t batches, const void* const* gradients,
                         const int64_t* sizes, double* zico);

/*
 * DiffKendall, tau_alpha = 2/(n(n-1)) sum over i<j of tanh(alpha (x_i-x_j)/2) tanh(alpha (y_i-y_j)/2), and its
 * gradient with respect to x, in one sweep with O(n) memory.
 *   predictions, labels   n elements of `dtype`, finite; n >= 2
 *   alpha                 > 0, finite
 *   value                 out: tau_alpha, in [-1, 1]
 *   gradient              out: n elements of `dtype`, or NULL
 */
PARZC_API int parzc_diffkendall(int dtype, const void* predictions, const void* labels, int64_t n, double alpha,
                                double* value, void* gradient);

#ifdef __cplusplus
}
#endif

#endif
