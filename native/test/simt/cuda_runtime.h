// SIMT-on-CPU stand-in for <cuda_runtime.h>: lets a host C++17 compiler build *unmodified* CUDA kernels and the
// host code that launches them with cudaLaunchKernelEx().  Test tree only; put this folder first on the include path.
//   * one fiber per CUDA thread, one OS thread per running block, deterministic seeded schedule (simt.cpp)
//   * __syncthreads / warp collectives are real rendezvous with CUDA's per-thread mask rules; misuse throws simt::Error
//   * __shared__ is thread_local, i.e. one instance per running block, filled with 0xFF before each block
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

#define __SIMT_CPU__ 1
#define __global__
#define __device__
#define __host__
#define __constant__ static
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __shared__ thread_local
#define __align__(n) __attribute__((aligned(n)))

// ---- built-in vector types: CUDA's sizes and alignments (so UBSan's alignment check = the GPU's misaligned-address trap)
#define SIMT_VEC(T, N, A2, A4) \
  struct __attribute__((may_alias)) N##1 { T x; }; \
  struct __attribute__((may_alias, aligned(A2))) N##2 { T x, y; }; \
  struct __attribute__((may_alias)) N##3 { T x, y, z; }; \
  struct __attribute__((may_alias, aligned(A4))) N##4 { T x, y, z, w; }; \
  inline N##2 make_##N##2(T x, T y) { return {x, y}; } \
  inline N##3 make_##N##3(T x, T y, T z) { return {x, y, z}; } \
  inline N##4 make_##N##4(T x, T y, T z, T w) { return {x, y, z, w}; }
SIMT_VEC(float, float, 8, 16) SIMT_VEC(int, int, 8, 16) SIMT_VEC(unsigned, uint, 8, 16)
SIMT_VEC(double, double, 16, 16) SIMT_VEC(unsigned char, uchar, 2, 4) SIMT_VEC(long long, longlong, 16, 16)
struct dim3 { unsigned x, y, z; constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {} };

namespace simt {
struct Error : std::runtime_error { using std::runtime_error::runtime_error; };
enum class Op : std::uint8_t { none, block, blockAnd, blockOr, blockCount, warp, ballot, any, all, matchAny, shfl, shflUp, shflDown, shflXor, redAdd, redMin, redMax };
struct Request { Op op; unsigned mask; int arg, width; std::uint64_t in, out; const char* file; int line; };
extern __thread bool fenced;                     // the running CUDA thread has executed a fence
void collective(Request&);                       // blocks the calling fiber until its group has arrived
void preempt();                                  // a legal interleaving point (atomics); used by seeded schedules only
void launch(dim3 grid, dim3 block, std::size_t smem, void (*fn)(void*), void* arg, const void* kernel);
void setSeed(std::uint64_t);                     // 0 ascending lane order, 1 descending, else pseudo-random order of lanes and blocks
std::uint64_t seed();
void failCall(int countdown);                    // the countdown-th call of the host API from here fails, once; 0: none
bool failing();                                  // counts one call of the host API
void registerDynamicShared(void* base, std::size_t capacity);   // optional: ASan-poisons the tail beyond dynamicSmemBytes

inline std::uint64_t rendezvous(Op op, unsigned mask, std::uint64_t in, int arg, int width, const char* f, int l) {
    Request r{op, mask, arg, width, in, 0, f, l};
    collective(r);
    return r.out;
}
template <class T> T exchange(Op op, unsigned mask, T v, int arg, int width, const char* f, int l) {
    static_assert(std::is_arithmetic_v<T> && sizeof(T) <= 8, "warp shuffles take arithmetic types of at most 8 bytes");
    std::uint64_t in = 0;
    std::memcpy(&in, &v, sizeof v);
    const std::uint64_t out = rendezvous(op, mask, in, arg, width, f, l);
    std::memcpy(&v, &out, sizeof v);
    return v;
}
template <class T, class F> T rmw(T* p, F f) {   // CAS loop, so that one body serves every type and operation
    using U = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    static_assert(sizeof(T) == 4 || sizeof(T) == 8);
    preempt();
    U* u = reinterpret_cast<U*>(p);
    U old = __atomic_load_n(u, __ATOMIC_RELAXED);
    for (;;) {
        T cur, next; U want;
        std::memcpy(&cur, &old, sizeof cur);
        next = f(cur);
        std::memcpy(&want, &next, sizeof want);
        if (fenced ? __atomic_compare_exchange_n(u, &old, want, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)
                       : __atomic_compare_exchange_n(u, &old, want, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return cur;
    }
}
}  // namespace simt

extern __thread uint3 threadIdx, blockIdx;        // set by the scheduler at every fiber switch
extern __thread dim3 blockDim, gridDim;
constexpr int warpSize = 32;

// ---- barriers and warp collectives
#define SIMT_AT const char *f_ = __builtin_FILE(), int l_ = __builtin_LINE()
using simtOp = simt::Op;
inline void __syncthreads(SIMT_AT) { simt::rendezvous(simtOp::block, 0, 0, 0, 0, f_, l_); }
inline int __syncthreads_and(int p, SIMT_AT) { return (int)simt::rendezvous(simtOp::blockAnd, 0, p != 0, 0, 0, f_, l_); }
inline int __syncthreads_or(int p, SIMT_AT) { return (int)simt::rendezvous(simtOp::blockOr, 0, p != 0, 0, 0, f_, l_); }
inline int __syncthreads_count(int p, SIMT_AT) { return (int)simt::rendezvous(simtOp::blockCount, 0, p != 0, 0, 0, f_, l_); }
inline void __syncwarp(unsigned m = 0xffffffffu, SIMT_AT) { simt::rendezvous(simtOp::warp, m, 0, 0, 0, f_, l_); }
inline unsigned __ballot_sync(unsigned m, int p, SIMT_AT) { return (unsigned)simt::rendezvous(simtOp::ballot, m, p != 0, 0, 0, f_, l_); }
inline int __any_sync(unsigned m, int p, SIMT_AT) { return (int)simt::rendezvous(simtOp::any, m, p != 0, 0, 0, f_, l_); }
inline int __all_sync(unsigned m, int p, SIMT_AT) { return (int)simt::rendezvous(simtOp::all, m, p != 0, 0, 0, f_, l_); }
template <class T> unsigned __match_any_sync(unsigned m, T v, SIMT_AT) { std::uint64_t b = 0; std::memcpy(&b, &v, sizeof v); return (unsigned)simt::rendezvous(simtOp::matchAny, m, b, 0, 0, f_, l_); }
template <class T> T __shfl_sync(unsigned m, T v, int src, int w = 32, SIMT_AT) { return simt::exchange(simtOp::shfl, m, v, src, w, f_, l_); }
template <class T> T __shfl_up_sync(unsigned m, T v, unsigned d, int w = 32, SIMT_AT) { return simt::exchange(simtOp::shflUp, m, v, (int)d, w, f_, l_); }
template <class T> T __shfl_down_sync(unsigned m, T v, unsigned d, int w = 32, SIMT_AT) { return simt::exchange(simtOp::shflDown, m, v, (int)d, w, f_, l_); }
template <class T> T __shfl_xor_sync(unsigned m, T v, int x, int w = 32, SIMT_AT) { return simt::exchange(simtOp::shflXor, m, v, x, w, f_, l_); }
inline unsigned __reduce_add_sync(unsigned m, unsigned v, SIMT_AT) { return (unsigned)simt::rendezvous(simtOp::redAdd, m, v, 0, 0, f_, l_); }
inline unsigned __reduce_min_sync(unsigned m, unsigned v, SIMT_AT) { return (unsigned)simt::rendezvous(simtOp::redMin, m, v, 0, 0, f_, l_); }
inline unsigned __reduce_max_sync(unsigned m, unsigned v, SIMT_AT) { return (unsigned)simt::rendezvous(simtOp::redMax, m, v, 0, 0, f_, l_); }
// __activemask() is left out on purpose: its value is a property of the hardware's scheduling, not of the program.

// ---- fences: from here on this thread's atomics order memory (what the "last block" pattern relies on)
inline void __threadfence() { simt::fenced = true; }
inline void __threadfence_block() { simt::fenced = true; }
inline void __threadfence_system() { simt::fenced = true; }

// ---- atomics: relaxed, exactly the overloads CUDA has
#define SIMT_ATOMIC(name, T, expr) inline T name(T* p, T v) { return simt::rmw(p, [v](T o) -> T { (void)o; return (expr); }); }
SIMT_ATOMIC(atomicAdd, int, (int)((unsigned)o + (unsigned)v)) SIMT_ATOMIC(atomicAdd, unsigned, o + v)
SIMT_ATOMIC(atomicAdd, unsigned long long, o + v) SIMT_ATOMIC(atomicAdd, float, o + v) SIMT_ATOMIC(atomicAdd, double, o + v)
SIMT_ATOMIC(atomicMax, int, std::max(o, v)) SIMT_ATOMIC(atomicMax, unsigned, std::max(o, v)) SIMT_ATOMIC(atomicMax, unsigned long long, std::max(o, v))
SIMT_ATOMIC(atomicMin, int, std::min(o, v)) SIMT_ATOMIC(atomicMin, unsigned, std::min(o, v)) SIMT_ATOMIC(atomicMin, unsigned long long, std::min(o, v))
SIMT_ATOMIC(atomicOr, unsigned, o | v) SIMT_ATOMIC(atomicAnd, unsigned, o & v) SIMT_ATOMIC(atomicXor, unsigned, o ^ v)
SIMT_ATOMIC(atomicExch, int, v) SIMT_ATOMIC(atomicExch, unsigned, v) SIMT_ATOMIC(atomicExch, float, v) SIMT_ATOMIC(atomicExch, unsigned long long, v)
SIMT_ATOMIC(atomicInc, unsigned, o >= v ? 0u : o + 1u)
template <class T> T atomicCAS(T* p, T c, T v) { static_assert(std::is_integral_v<T>); return simt::rmw(p, [c, v](T o) { return o == c ? v : o; }); }

// ---- scalar intrinsics used by kernels (extend as the kernels need them; results of the fast-math ones differ in ulps)
template <class T> T __ldg(const T* p) { return *p; }
template <class T> T __ldcs(const T* p) { return *p; }
template <class T> void __stcs(T* p, T v) { *p = v; }
inline int __popc(unsigned v) { return __builtin_popcount(v); }
inline int __clz(int v) { return v ? __builtin_clz((unsigned)v) : 32; }
inline int __ffs(int v) { return __builtin_ffs(v); }
inline float rsqrtf(float v) { return 1.f / std::sqrt(v); }
inline float __expf(float v) { return std::exp(v); }
inline float __fdividef(float a, float b) { return a / b; }
inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
inline int __float_as_int(float v) { int i; std::memcpy(&i, &v, 4); return i; }
inline float __int_as_float(int v) { float f; std::memcpy(&f, &v, 4); return f; }
using std::min; using std::max;

// ---- the host API subset the launchers use
using cudaStream_t = struct CUstream_st*;
enum cudaError_t { cudaSuccess = 0, cudaErrorInvalidValue = 1, cudaErrorMemoryAllocation = 2, cudaErrorInvalidConfiguration = 9 };
enum cudaMemcpyKind { cudaMemcpyHostToHost, cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost, cudaMemcpyDeviceToDevice, cudaMemcpyDefault };
struct cudaLaunchAttribute;
struct cudaLaunchConfig_t { dim3 gridDim, blockDim; std::size_t dynamicSmemBytes; cudaStream_t stream; cudaLaunchAttribute* attrs; unsigned numAttrs; };
cudaError_t cudaMalloc(void**, std::size_t);
cudaError_t cudaFree(void*);
cudaError_t cudaMemcpyAsync(void*, const void*, std::size_t, cudaMemcpyKind, cudaStream_t = nullptr);
cudaError_t cudaMemsetAsync(void*, int, std::size_t, cudaStream_t = nullptr);
inline cudaError_t cudaMemcpy(void* d, const void* s, std::size_t n, cudaMemcpyKind k) { return cudaMemcpyAsync(d, s, n, k); }
inline cudaError_t cudaMemset(void* d, int v, std::size_t n) { return cudaMemsetAsync(d, v, n); }
struct cudaDeviceProp { char name[256]; int major, minor; };
const char* cudaGetErrorString(cudaError_t);
const char* cudaGetErrorName(cudaError_t);
cudaError_t cudaGetDeviceCount(int*);
cudaError_t cudaGetDevice(int*);
cudaError_t cudaSetDevice(int);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp*, int);
cudaError_t cudaStreamSynchronize(cudaStream_t);
inline cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }
inline cudaError_t cudaGetLastError() { return cudaSuccess; }
template <class T> cudaError_t cudaMalloc(T** p, std::size_t n) { return cudaMalloc((void**)p, n); }

template <class... P, class... A>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* c, void (*kernel)(P...), A&&... a) {
    if (simt::failing()) return cudaErrorInvalidConfiguration;
    struct Call { void (*k)(P...); std::tuple<P...> args; } call{kernel, std::tuple<P...>(std::forward<A>(a)...)};
    simt::launch(c->gridDim, c->blockDim, c->dynamicSmemBytes, [](void* v) { auto* q = (Call*)v; std::apply(q->k, q->args); }, &call, (const void*)kernel);
    return cudaSuccess;
}
