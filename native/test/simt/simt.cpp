// Scheduler behind simt/cuda_runtime.h.  Compile this file WITHOUT -fsanitize=thread (its bookkeeping must stay invisible
// to the race detector); -DSIMT_TSAN / -DSIMT_ASAN annotate the fibers for the sanitizer the kernels are built with.
#include "cuda_runtime.h"
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>
#include <link.h>
#include <sched.h>
#include <sys/mman.h>
#if defined(SIMT_FCONTEXT)                       // -DSIMT_FCONTEXT -lboost_context: no system call per switch
#include <boost/context/detail/fcontext.hpp>
#else
#include <ucontext.h>                            // needs nothing, but makes system calls at every switch
#endif

#if defined(SIMT_TSAN)
extern "C" {
void* __tsan_get_current_fiber(void); void* __tsan_create_fiber(unsigned); void __tsan_destroy_fiber(void*);
void __tsan_switch_to_fiber(void*, unsigned); void __tsan_set_fiber_name(void*, const char*);
void __tsan_acquire(void*); void __tsan_release(void*);
}
#elif defined(SIMT_ASAN)
extern "C" {
void __sanitizer_start_switch_fiber(void**, const void*, std::size_t); void __sanitizer_finish_switch_fiber(void*, const void**, std::size_t*);
void __asan_poison_memory_region(const volatile void*, std::size_t); void __asan_unpoison_memory_region(const volatile void*, std::size_t);
}
#endif

__thread uint3 threadIdx, blockIdx;
__thread dim3 blockDim, gridDim;

namespace simt {
__thread bool fenced;
namespace {

constexpr int kMaxThreads = 1024;
constexpr std::size_t kStack = 256 * 1024, kGuard = 4096;   // committed lazily
std::uint64_t gSeed = std::getenv("SIMT_SEED") ? std::strtoull(std::getenv("SIMT_SEED"), nullptr, 10) : 0;
char* gDyn = nullptr; std::size_t gDynCap = 0;

// ---- machine context: start / swap -------------------------------------------------------------------------------
void entry();
#if defined(SIMT_FCONTEXT)
namespace bc = boost::context::detail;
struct Context { bc::fcontext_t c = nullptr; };
void boot(bc::transfer_t t) { static_cast<Context*>(t.data)->c = t.fctx; entry(); }
void start(Context& c, char* stack) { c.c = bc::make_fcontext(stack + kStack, kStack, &boot); }
void swap(Context& from, Context& to) { bc::transfer_t t = bc::jump_fcontext(to.c, &from); static_cast<Context*>(t.data)->c = t.fctx; }
#else
struct Context { ucontext_t u; };
void start(Context& c, char* stack) {
    getcontext(&c.u);
    c.u.uc_stack.ss_sp = stack; c.u.uc_stack.ss_size = kStack; c.u.uc_link = nullptr;
    makecontext(&c.u, &entry, 0);
}
void swap(Context& from, Context& to) { swapcontext(&from.u, &to.u); }
#endif

// ---- fibers: created once per process and reused by every block ---------------------------------------------------
struct Fiber { Context ctx; char* stack = nullptr; bool usable = false; void* tsan = nullptr; void* fake = nullptr; };
Fiber gFiber[kMaxThreads];
[[maybe_unused]] void* gRetired[8192]; [[maybe_unused]] int gRetiredN = 0;   // detector threads of this grid's finished blocks: destroyed only at its end, so that reports can name them

struct Block;
enum class State : std::uint8_t { runnable, waiting, done };
struct Lane { Fiber* fiber; Block* block; int index; uint3 tid; State state; bool fenced; Request* req; char* token; };
__thread Lane* self;
__attribute__((noinline)) Lane* currentLane() { return self; }   // never inlined: fibers may move to another OS thread between blocks

Fiber* prepare(Fiber& f) {
    if (!f.stack) {                              // each stack above a guard page: a runaway kernel stack faults
        char* p = (char*)mmap(nullptr, kStack + kGuard, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (p == MAP_FAILED || mprotect(p, kGuard, PROT_NONE)) { std::perror("simt: fiber stack"); std::abort(); }
        f.stack = p + kGuard;
    }
#if defined(SIMT_TSAN)
    // To the race detector every CUDA thread of every block is a new thread on new memory, ordered only by what the kernel does.
    if (f.tsan) { if (gRetiredN < 8192) gRetired[gRetiredN++] = f.tsan; else __tsan_destroy_fiber(f.tsan); mmap(f.stack, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0); }
    f.tsan = __tsan_create_fiber(0);
    f.usable = false;
#endif
    if (!f.usable) {
#if defined(SIMT_ASAN)
        __asan_unpoison_memory_region(f.stack, kStack);
        f.fake = nullptr;
#endif
        start(f.ctx, f.stack);
        f.usable = true;
    }
    return &f;
}

const char* opName(Op o) {
    static const char* const n[] = {"-", "__syncthreads", "__syncthreads_and", "__syncthreads_or", "__syncthreads_count", "__syncwarp", "__ballot_sync", "__any_sync", "__all_sync",
                                    "__match_any_sync", "__shfl_sync", "__shfl_up_sync", "__shfl_down_sync", "__shfl_xor_sync", "__reduce_add_sync", "__reduce_min_sync", "__reduce_max_sync"};
    return n[(int)o];
}
bool same(const char* a, const char* b) { while (*a && *a == *b) ++a, ++b; return *a == *b; }   // strcmp is intercepted
bool isBlockOp(Op o) { return o >= Op::block && o <= Op::blockCount; }
[[maybe_unused]] bool ordersMemory(Op o) { return isBlockOp(o) || o == Op::warp; }   // CUDA: shuffles and votes do not order memory

struct Rng { std::uint64_t s; std::uint32_t operator()(std::uint32_t n) { s ^= s << 13; s ^= s >> 7; s ^= s << 17; return (std::uint32_t)((s >> 33) % n); } };
struct Grid { dim3 grid, block; std::size_t smem; void (*fn)(void*); void* arg; const void* kernel; char end; std::string error; };

// No allocation and no libc call on the paths that run inside a fiber: the sanitizers intercept those.
struct Block {
    Grid* g; uint3 idx; int n; Rng rng;
    Lane lane[kMaxThreads]; int ready[kMaxThreads]; int head = 0, nready = 0, finished = 0, atBarrier = 0;
    Context sched; void* schedTsan = nullptr; void* schedFake = nullptr; const void* schedStack = nullptr; std::size_t schedSize = 0;
    char tokens[1 << 15]; std::size_t nextToken = 0; char* barrierToken = nullptr; char begin;
    const char* problem = nullptr; const Lane *who = nullptr, *other = nullptr; int missing = -1;

    bool fail(const char* p, const Lane* a, const Lane* b = nullptr, int m = -1) { if (!problem) { problem = p; who = a; other = b; missing = m; } return false; }
    void release(int i) { lane[i].state = State::runnable; ready[(head + nready++) % kMaxThreads] = i; }

    // The calling lane's request is in place: complete its group if every member has arrived.
    bool tryComplete(Lane& l) {
        Request& r = *l.req;
        if (isBlockOp(r.op)) {
            if (++atBarrier < n) return false;
            atBarrier = 0;
            std::uint64_t all = 1, any = 0, count = 0;
            for (int i = 0; i < n; ++i) {
                const Request& q = *lane[i].req;
                if (q.op != r.op || q.line != r.line || !same(q.file, r.file)) return fail("barrier reached from different statements", &lane[i], &l);
                all &= q.in; any |= q.in; count += q.in;
            }
            for (int i = 0; i < n; ++i) { lane[i].req->out = r.op == Op::blockAnd ? all : r.op == Op::blockOr ? any : count; release(i); }
            return true;
        }
        const int base = l.index & ~31, me = l.index & 31;
        if (!(r.mask >> me & 1)) return fail("the calling lane is not in its own mask", &l);
        for (int i = 0; i < 32; ++i) if ((r.mask >> i & 1) && base + i >= n) return fail("the mask names a lane that does not exist in this block", &l, nullptr, i);
        for (int i = 0; i < 32; ++i) if (r.mask >> i & 1) {
            const Lane& o = lane[base + i];
            if (o.state == State::done) return fail("the mask names an exited thread", &l, &o);
            if (o.state != State::waiting || o.req->op != r.op || o.req->mask != r.mask) return false;
        }
        std::uint64_t ballot = 0, add = 0, mn = ~0ull, mx = 0;
        for (int i = 0; i < 32; ++i) if (r.mask >> i & 1) { const std::uint64_t v = lane[base + i].req->in; if (v) ballot |= 1ull << i; add += v; if (v < mn) mn = v; if (v > mx) mx = v; }
        for (int i = 0; i < 32; ++i) if (r.mask >> i & 1) {
            Request& q = *lane[base + i].req;
            switch (q.op) {
            case Op::ballot: q.out = ballot; break;
            case Op::any: q.out = ballot != 0; break;
            case Op::all: q.out = ballot == r.mask; break;
            case Op::redAdd: q.out = (std::uint32_t)add; break;
            case Op::redMin: q.out = mn; break;
            case Op::redMax: q.out = mx; break;
            case Op::matchAny: q.out = 0; for (int k = 0; k < 32; ++k) if ((r.mask >> k & 1) && lane[base + k].req->in == q.in) q.out |= 1u << k; break;
            case Op::shfl: case Op::shflUp: case Op::shflDown: case Op::shflXor: {
                if (q.width < 1 || q.width > 32 || (q.width & (q.width - 1))) return fail("shuffle width is not a power of two in 1..32", &lane[base + i]);
                const int lo = i & ~(q.width - 1), hi = lo + q.width;
                int src = q.op == Op::shfl ? lo + (q.arg & (q.width - 1)) : q.op == Op::shflUp ? i - q.arg : q.op == Op::shflDown ? i + q.arg : i ^ q.arg;
                if (q.op == Op::shflUp ? src < lo : src >= hi) src = i;             // outside the segment: the lane's own value
                q.out = (r.mask >> src & 1) ? lane[base + src].req->in : ~0ull;    // undefined in CUDA: hand back a NaN pattern
                break; }
            default: q.out = 0;
            }
            release(base + i);
        }
        return true;
    }

    void toScheduler(Lane& l) {
        l.fenced = fenced;
#if defined(SIMT_TSAN)
        __tsan_switch_to_fiber(schedTsan, 1);    // 1 = no synchronisation: a switch must not hide a race
#elif defined(SIMT_ASAN)
        __sanitizer_start_switch_fiber(&l.fiber->fake, schedStack, schedSize);
#endif
        swap(l.fiber->ctx, sched);
    }
    void resume(Lane& l) {
        self = &l; threadIdx = l.tid; fenced = l.fenced;
#if defined(SIMT_TSAN)
        __tsan_switch_to_fiber(l.fiber->tsan, 1);
#elif defined(SIMT_ASAN)
        __sanitizer_start_switch_fiber(&schedFake, l.fiber->stack, kStack);
#endif
        swap(sched, l.fiber->ctx);
#if defined(SIMT_ASAN)
        __sanitizer_finish_switch_fiber(schedFake, nullptr, nullptr);
#endif
        self = nullptr;
    }

    void run() {
        blockIdx = idx; blockDim = g->block; gridDim = g->grid;
#if defined(SIMT_TSAN)
        schedTsan = __tsan_get_current_fiber();
#endif
        for (int i = 0; i < n; ++i) {
            Lane& l = lane[i];
            l = Lane{prepare(gFiber[i]), this, i, {i % g->block.x, i / g->block.x % g->block.y, i / (g->block.x * g->block.y)}, State::runnable, false, nullptr, nullptr};
#if defined(SIMT_TSAN)
            char nm[80]; std::snprintf(nm, sizeof nm, "block(%u,%u,%u) thread(%u,%u,%u)", idx.x, idx.y, idx.z, l.tid.x, l.tid.y, l.tid.z);
            __tsan_set_fiber_name(l.fiber->tsan, nm);
#endif
        }
#if defined(SIMT_TSAN)
        __tsan_release(&begin);
#endif
        for (int i = 0; i < n; ++i) release(gSeed == 1 ? n - 1 - i : i);
        while (!problem && nready) {
            if (gSeed > 1) std::swap(ready[head], ready[(head + rng((std::uint32_t)nready)) % kMaxThreads]);
            const int i = ready[head];
            head = (head + 1) % kMaxThreads; --nready;
            resume(lane[i]);
        }
        if (finished != n) {
            for (int i = 0; i < n; ++i) if (lane[i].state != State::done) lane[i].fiber->usable = false;   // abandoned in mid-kernel
            if (!problem) fail("deadlock: not every thread reached the same barrier or warp collective", nullptr);
            g->error = describe();
        }
    }

    std::string where(const Lane& l) {
        std::string s = "thread (" + std::to_string(l.tid.x) + "," + std::to_string(l.tid.y) + "," + std::to_string(l.tid.z) + ") ";
        if (l.state == State::done) return s + "has exited";
        if (!l.req) return s + "is running";
        char b[32] = ""; if (!isBlockOp(l.req->op)) std::snprintf(b, sizeof b, "(mask %08x)", l.req->mask);
        return s + "in " + opName(l.req->op) + b + " at " + l.req->file + ":" + std::to_string(l.req->line);
    }
    std::string describe() {
        std::string m = "block (" + std::to_string(idx.x) + "," + std::to_string(idx.y) + "," + std::to_string(idx.z) + "): " + problem;
        if (missing >= 0) m += " [lane " + std::to_string(missing) + "]";
        if (who) m += ": " + where(*who) + (other ? "; " + where(*other) : "");
        std::string last; int shown = 0;
        if (!who) for (int i = 0; i < n && shown < 4; ++i) {     // one representative of each kind of wait
            const std::string w = where(lane[i]), kind = w.substr(w.find(')'));
            if (kind != last) { m += (shown++ ? "; " : ": ") + w; last = kind; }
        }
        return m;
    }
};

void entry() {
    for (;;) {
        Lane* l = currentLane();
        Block* b = l->block;
#if defined(SIMT_ASAN)
        __sanitizer_finish_switch_fiber(l->fiber->fake, &b->schedStack, &b->schedSize);
#endif
#if defined(SIMT_TSAN)
        __tsan_acquire(&b->begin);               // host -> block -> its threads -> host; no edge between threads or between blocks
#endif
        b->g->fn(b->g->arg);
#if defined(SIMT_TSAN)
        __tsan_release(&b->g->end);
#endif
        l->state = State::done; ++b->finished;
        b->toScheduler(*l);
    }
}

// Fill this OS thread's instance of the kernel library's TLS segment (= its __shared__ variables) with 0xFF (a NaN).
// Only when the kernels live in a shared library: an executable's TLS also holds other people's thread_locals.
void poisonShared(const void* kernel) {
    dl_iterate_phdr([](dl_phdr_info* i, std::size_t, void* k) {
        bool mine = false; std::size_t size = 0;
        for (int p = 0; p < i->dlpi_phnum; ++p) {
            const auto& h = i->dlpi_phdr[p];
            if (h.p_type == PT_LOAD && (ElfW(Addr))k - i->dlpi_addr - h.p_vaddr < h.p_memsz) mine = true;
            if (h.p_type == PT_TLS) size = h.p_memsz;
        }
        if (mine && size && i->dlpi_name && *i->dlpi_name && i->dlpi_tls_data) std::memset(i->dlpi_tls_data, 0xFF, size);
        return (int)mine;
    }, const_cast<void*>(kernel));
}

void runBlock(Grid& g, uint3 idx, std::uint64_t ordinal) {
    static Block b;                              // blocks run one at a time
    b.g = &g; b.idx = idx; b.n = (int)(g.block.x * g.block.y * g.block.z); 
    b.rng.s = (gSeed + 1) * 0x9E3779B97F4A7C15ull + ordinal * 0x2545F4914F6CDD1Dull;
    b.head = b.nready = b.finished = b.atBarrier = 0; b.problem = nullptr;
#if defined(SIMT_ASAN)
    if (gDyn) __asan_unpoison_memory_region(gDyn, gDynCap);
#endif
    poisonShared(g.kernel);
#if defined(SIMT_ASAN)
    if (gDyn) __asan_poison_memory_region(gDyn + g.smem, gDynCap - g.smem);   // out of bounds = beyond dynamicSmemBytes
#endif
    b.run();
}
}  // namespace

void setSeed(std::uint64_t s) { gSeed = s; }
std::uint64_t seed() { return gSeed; }
void registerDynamicShared(void* p, std::size_t cap) { gDyn = (char*)p; gDynCap = cap; }

void collective(Request& r) {
    Lane* l = currentLane();
    if (!l) throw Error(std::string(opName(r.op)) + " outside a kernel");
    Block& b = *l->block;
    l->req = &r; l->state = State::waiting;
#if defined(SIMT_TSAN)
    if (ordersMemory(r.op)) {                    // one fresh synchronisation object per barrier instance: exact happens-before
        l->token = isBlockOp(r.op) && b.atBarrier ? b.barrierToken : nullptr;
        if (!isBlockOp(r.op)) for (int i = l->index & ~31; i < b.n && i < (l->index & ~31) + 32 && !l->token; ++i) {
            const Lane& o = b.lane[i];
            if (&o != l && o.state == State::waiting && o.req->op == r.op && o.req->mask == r.mask) l->token = o.token;
        }
        if (!l->token) l->token = &b.tokens[b.nextToken = (b.nextToken + 8) % sizeof b.tokens];
        if (isBlockOp(r.op)) b.barrierToken = l->token;
        __tsan_release(l->token);
    }
#endif
    b.tryComplete(*l);
    b.toScheduler(*l);
#if defined(SIMT_TSAN)
    if (ordersMemory(r.op)) __tsan_acquire(l->token);
#elif defined(SIMT_ASAN)
    __sanitizer_finish_switch_fiber(l->fiber->fake, &b.schedStack, &b.schedSize);
#endif
    l->req = nullptr;
}

void preempt() {
    Lane* l = currentLane();
    if (!l || gSeed < 2 || l->block->rng(4)) return;
    l->block->release(l->index);
    l->block->toScheduler(*l);
#if defined(SIMT_ASAN)
    __sanitizer_finish_switch_fiber(l->fiber->fake, &l->block->schedStack, &l->block->schedSize);
#endif
}

void launch(dim3 grid, dim3 block, std::size_t smem, void (*fn)(void*), void* arg, const void* kernel) {
    const std::uint64_t threads = (std::uint64_t)block.x * block.y * block.z, blocks = (std::uint64_t)grid.x * grid.y * grid.z;
    if (self) throw Error("nested launch");
    if (!threads || threads > kMaxThreads || block.z > 64 || !blocks || grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535 || smem > 227 * 1024)
        throw Error("invalid launch configuration");
    Grid g{grid, block, smem, fn, arg, kernel, 0, {}};
    std::vector<std::uint64_t> order(blocks);
    for (std::uint64_t i = 0; i < blocks; ++i) order[i] = gSeed == 1 ? blocks - 1 - i : i;
    Rng rng{(gSeed + 1) * 0x9E3779B97F4A7C15ull};
    if (gSeed > 1) for (std::uint64_t i = blocks; i > 1; --i) std::swap(order[i - 1], order[rng((std::uint32_t)i)]);
    for (std::uint64_t k = 0; k < blocks && g.error.empty(); ++k) {
        const std::uint64_t i = order[k];
        const uint3 idx{(unsigned)(i % grid.x), (unsigned)(i / grid.x % grid.y), (unsigned)(i / grid.x / grid.y)};
#if defined(SIMT_TSAN)
        // A fresh OS thread per block gives each block its own __shared__ (TLS) and no happens-before edge from other blocks.
        static std::atomic<int> done; done.store(0);
        std::thread([&g, idx, k] { runBlock(g, idx, k); done.store(1, std::memory_order_release); }).detach();
        while (!done.load(std::memory_order_acquire)) sched_yield();
#else
        runBlock(g, idx, k);
#endif
    }
#if defined(SIMT_TSAN)
    __tsan_acquire(&g.end);
    while (gRetiredN) __tsan_destroy_fiber(gRetired[--gRetiredN]);
#endif
    if (!g.error.empty()) throw Error(g.error);
}
}  // namespace simt

// ---- host API subset: exact-size allocations, filled with 0xFF so that reads of uninitialised device memory show up as NaN
namespace {
int gCountdown = 0;
cudaError_t outcome(cudaError_t failure) { return simt::failing() ? failure : cudaSuccess; }
}  // namespace
void simt::failCall(int countdown) { gCountdown = countdown; }
bool simt::failing() { return gCountdown > 0 && --gCountdown == 0; }
cudaError_t cudaMalloc(void** p, std::size_t n) {
    *p = nullptr;
    if (simt::failing() || (n && posix_memalign(p, 256, n))) return cudaErrorMemoryAllocation;
    if (n) std::memset(*p, 0xFF, n);
    return cudaSuccess;
}
cudaError_t cudaFree(void* p) { std::free(p); return cudaSuccess; }
cudaError_t cudaMemcpyAsync(void* d, const void* s, std::size_t n, cudaMemcpyKind, cudaStream_t) {
    if (simt::failing()) return cudaErrorInvalidValue;
    if (n) std::memcpy(d, s, n);
    return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t) { return outcome(cudaErrorInvalidValue); }
const char* cudaGetErrorName(cudaError_t e) {
    return e == cudaErrorMemoryAllocation ? "cudaErrorMemoryAllocation" : e == cudaErrorInvalidConfiguration ? "cudaErrorInvalidConfiguration"
         : e == cudaErrorInvalidValue ? "cudaErrorInvalidValue" : "cudaSuccess";
}
const char* cudaGetErrorString(cudaError_t e) {
    return e == cudaErrorMemoryAllocation ? "out of memory" : e == cudaErrorInvalidConfiguration ? "invalid configuration argument"
         : e == cudaErrorInvalidValue ? "invalid argument" : "no error";
}
cudaError_t cudaGetDeviceCount(int* n) { *n = 1; return outcome(cudaErrorInvalidValue); }
cudaError_t cudaGetDevice(int* d) { *d = 0; return outcome(cudaErrorInvalidValue); }
cudaError_t cudaSetDevice(int) { return outcome(cudaErrorInvalidValue); }
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* p, int) {
    *p = {"SIMT on the CPU", 0, 0};
    return outcome(cudaErrorInvalidValue);
}
