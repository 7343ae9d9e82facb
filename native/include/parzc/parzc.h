/*
 * libparzc: the kernels of ParZC behind a small C ABI, on the CPU and on CUDA.
 *
 * Every function that can fail returns PARZC_OK or an error code; parzc_last_error() then says, for the calling
 * thread, what was wrong. All may be called from several threads; only a queue belongs to one thread at a time.
 * Sums are accumulated in float64 in a fixed order: on one backend the same input gives the same bits, whatever the
 * SIMD level, the number of threads or the size of the GPU. CPU and CUDA differ in the order alone: by at most
 * 1e-12 of the sum of the absolute terms.
 *
 * Elements (weights, gradients, activations, scores) lie in the backend's memory: host memory for the CPU, device
 * memory for CUDA. Arrays of pointers, sizes and results always lie in host memory. Pointers to elements must be
 * aligned to the element; a pointer to no elements may be NULL. Whatever is refused leaves the outputs untouched.
 *
 * Kernels are called on a queue, and their results are there once it was finished; see parzc_open_queue.
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
  PARZC_INTERNAL_ERROR = 2,
  PARZC_UNAVAILABLE = 3,  /* no such device, or built without CUDA */
  PARZC_CUDA_ERROR = 4,   /* the text is CUDA's own */
  PARZC_OUT_OF_MEMORY = 5 /* of the device, or of the host; where CUDA has none left, the text is its own */
};

/* Element types. */
enum { PARZC_FLOAT32 = 0, PARZC_FLOAT64 = 1 };

/* Columns of the sums of one node, in this order. */
enum {
  PARZC_SUM_W2 = 0,        /* sum of w^2                                  */
  PARZC_SUM_G2 = 1,        /* sum of g^2                                  */
  PARZC_SUM_ABS_WG = 2,    /* sum of |w g|                                */
  PARZC_SUM_WG = 3,        /* sum of w g                                  */
  PARZC_SUM_WH = 4,        /* sum of w h, h = H g                         */
  PARZC_SUM_NONFINITE = 5, /* number of non-finite entries of w, g and h  */
  PARZC_SUM_COLUMNS = 6
};

/* Version of the library, "major.minor.patch". */
PARZC_API const char* parzc_version(void);

/* The instruction set the CPU kernels run with on this machine: "avx512", "avx2" or "baseline". The environment
 * variable PARZC_SIMD, set to one of these before the first call, caps it; where it is set to anything else, this is
 * empty, and the CPU does not open: parzc_last_error() says why. */
PARZC_API const char* parzc_simd(void);

/* The GPU architectures whose machine code this library holds, such as "80 90"; empty if built without CUDA. */
PARZC_API const char* parzc_cuda_architectures(void);

/* What the last failed call of this thread was refused for; empty if none failed. */
PARZC_API const char* parzc_last_error(void);

/* Makes malloc keep freed blocks instead of returning them to the system: page faults cost more than the arithmetic
 * on tensors of this size. Returns 1 if the allocator took the settings, 0 if it is not glibc's. */
PARZC_API int parzc_settle_allocator(void);

/* Has the process end, when it ends, without the destructors of the libraries that are loaded by now: other threads may
 * be at work inside them. Returns 1 if so, 0 if the C library is not glibc. */
PARZC_API int parzc_skip_destructors(void);

/* Has OpenMP give `threads` threads, at least 1, to what the calling thread begins, and to nothing else in the process.
 * OpenMP is the one that `library` uses, the name of a library that is loaded, such as "libtorch_cpu.so".
 * PARZC_UNAVAILABLE if it is not, or uses none. */
PARZC_API int parzc_set_openmp_threads(const char* library, int threads);

/* Where kernels run. */
typedef struct parzc_backend parzc_backend;

/* Opens the CPU: calls that are worth it use up to `threads` threads, 1 to 1024. PARZC_INVALID_ARGUMENT also where
 * PARZC_SIMD names no instruction set. */
PARZC_API int parzc_open_cpu(int threads, parzc_backend** backend);

/* Opens a CUDA device by number. PARZC_UNAVAILABLE, with the reason, where there is none. */
PARZC_API int parzc_open_cuda(int device, parzc_backend** backend);

/* The number of CUDA devices. PARZC_UNAVAILABLE, with the reason, and a count of 0 where CUDA finds none. */
PARZC_API int parzc_cuda_devices(int* count);

/* Closes a backend and sets it to NULL; closing again, or NULL, does nothing. Queues of it that are open work on, and
 * the last to be closed frees the rest. */
PARZC_API void parzc_close(parzc_backend** backend);

/* What a backend is, such as "cpu, avx512, 2 threads"; valid until it is closed. */
PARZC_API const char* parzc_describe(const parzc_backend* backend);

/* PARZC_OK while the device works; PARZC_CUDA_ERROR if it has failed for good, as after an access out of bounds: then
 * all that is asked of it in this process fails. Does not wait for queued work. The CPU always works. */
PARZC_API int parzc_check_device(parzc_backend* backend);

/* Bytes of the device's memory that are free, and all of them. PARZC_UNAVAILABLE for the CPU. */
PARZC_API int parzc_device_memory(parzc_backend* backend, int64_t* free_bytes, int64_t* total_bytes);

/*
 * A worker's queue of kernels. Used by one thread at a time; different queues of a backend by different threads at
 * once.
 *
 * On CUDA all work of a queue runs on its stream, in the order of the calls: after what was put there before, and
 * before what is put there later. A call returns when its work is on the stream. What it was given:
 *   arrays of pointers, of sizes and of shapes   are read before the call returns
 *   elements                                     must stay valid until the work is done, also if the call failed with
 *                                                PARZC_CUDA_ERROR; memory that is freed in the order of the same
 *                                                stream, as LibTorch's caching allocator does, counts as valid
 *   results in host memory                       must stay until parzc_finish or parzc_close_queue; parzc_finish alone
 *                                                writes them
 *   results in device memory                     are there for later work on the same stream
 * A call that fails adds nothing to the queue and leaves what was queued before.
 *
 * On the CPU a call is done, and its results are written, when it returns; parzc_finish has nothing to wait for.
 */
typedef struct parzc_queue parzc_queue;

/* Opens a queue. `stream` is a cudaStream_t of the backend's device, which outlives the queue; NULL is the default
 * stream. For the CPU it must be NULL. */
PARZC_API int parzc_open_queue(parzc_backend* backend, void* stream, parzc_queue** queue);

/*
 * Waits for what was queued, then writes the results, all of them or, after an error, none; results in device memory
 * are void then. Whatever happens, the queue is empty afterwards and can be used again. Errors are those of the queued
 * work: PARZC_INVALID_ARGUMENT for a score that is not finite, PARZC_CUDA_ERROR for whatever else went wrong on the
 * stream.
 */
PARZC_API int parzc_finish(parzc_queue* queue);

/* Closes a queue and sets it to NULL; closing again, or NULL, does nothing. Drops what was not finished, without writing
 * its results, once it is done. */
PARZC_API void parzc_close_queue(parzc_queue** queue);

/*
 * Sums over each of `tensors` weight tensors and its gradients, each element read once.
 *   weights, gradients, hessian_gradients   arrays of `tensors` pointers to contiguous elements of `dtype`;
 *                                           an entry of gradients or hessian_gradients may be NULL (all zeros),
 *                                           and so may hessian_gradients itself; a weight may be NULL only if its
 *                                           size is 0
 *   sizes                                   number of elements of each tensor, >= 0
 *   sums                                    out: tensors x PARZC_SUM_COLUMNS
 */
PARZC_API int parzc_node_sums(parzc_queue* queue, int dtype, int64_t tensors, const void* const* weights,
                              const void* const* gradients, const void* const* hessian_gradients, const int64_t* sizes,
                              double* sums);

/*
 * Fisher information of each of `layers` outputs: sum over channels of 1/2 mean over images of (sum over positions
 * a d)^2.
 *   activations, gradients        arrays of `layers` pointers to (images, channels, positions), contiguous, of
 *                                 `dtype`; a NULL gradient is all zeros
 *   images, channels, positions   the shape of each
 *   fisher                        out: one value per layer
 */
PARZC_API int parzc_fisher(parzc_queue* queue, int dtype, int64_t layers, const void* const* activations,
                           const void* const* gradients, const int64_t* images, const int64_t* channels,
                           const int64_t* positions, double* fisher);

/*
 * Agreement of activation signs in each of `layers` layers: entry (i, j) is the number of features whose inputs are
 * positive for both images or for neither (NaN counts as not positive).
 *   inputs      array of `layers` pointers to (images, features), contiguous, of `dtype`
 *   features    number of features of each layer
 *   agreement   out: layers x images x images, each symmetric
 */
PARZC_API int parzc_sign_agreement(parzc_queue* queue, int dtype, int64_t layers, int64_t images,
                                   const void* const* inputs, const int64_t* features, int64_t* agreement);

/*
 * ZiCo of each of `tensors` weight tensors: sum over elements of mean over batches |g| / population standard
 * deviation over batches g, where that deviation is not 0.
 *   gradients   tensors x batches pointers, the batches of one tensor adjacent; batches >= 2; a NULL entry is zeros
 *   sizes       number of elements of each tensor
 *   zico        out: one value per tensor (before the logarithm)
 */
PARZC_API int parzc_zico(parzc_queue* queue, int dtype, int64_t tensors, int64_t batches, const void* const* gradients,
                         const int64_t* sizes, double* zico);

/*
 * DiffKendall of each of `lists` independent lists, tau_alpha = 2/(n(n-1)) sum over i<j of
 * tanh(alpha (x_i-x_j)/2) tanh(alpha (y_i-y_j)/2), and its gradient with respect to x, in one sweep over the pairs
 * and with O(n) memory.
 *   sizes                 n of each list; n >= 2
 *   predictions, labels   the lists one after another: sum of sizes elements of `dtype`, finite
 *   alpha                 > 0, finite
 *   values                out: tau_alpha of each list, in [-1, 1]
 *   gradient              out, in the backend's memory: sum of sizes elements of `dtype`, or NULL; nothing is written
 *                         if a score is not finite
 */
PARZC_API int parzc_diffkendall(parzc_queue* queue, int dtype, int64_t lists, const int64_t* sizes,
                                const void* predictions, const void* labels, double alpha, double* values,
                                void* gradient);

/* The same for scores in host memory, which are read before the call returns; `gradient` too lies in host memory, and
 * is a result like `values`. */
PARZC_API int parzc_diffkendall_of_host(parzc_queue* queue, int dtype, int64_t lists, const int64_t* sizes,
                                        const void* predictions, const void* labels, double alpha, double* values,
                                        void* gradient);

#ifdef __cplusplus
}
#endif

#endif
