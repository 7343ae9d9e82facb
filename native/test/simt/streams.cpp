/* Compiled without sanitizers, and invisible to the race detector but for what the work itself reads and writes. */
#include "streams.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "random.h"

#if defined(SIMT_TSAN)
extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
extern "C" void AnnotateIgnoreWritesBegin(const char* file, int line);
extern "C" void AnnotateIgnoreWritesEnd(const char* file, int line);
#endif

namespace simt {
namespace {

/* One thread at a time in here, which is all a GPU that runs one kernel at a time. To the race detector no order among
 * threads follows: that of the library's own locks must do. */
class Bookkeeping {
 public:
  Bookkeeping() {
    hide();
    while (taken.test_and_set(std::memory_order_acquire)) sched_yield();
  }
  Bookkeeping(const Bookkeeping&) = delete;
  Bookkeeping& operator=(const Bookkeeping&) = delete;
  ~Bookkeeping() {
    taken.clear(std::memory_order_release);
    show();
  }

  static void hide() {
#if defined(SIMT_TSAN)
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
#endif
  }
  static void show() {
#if defined(SIMT_TSAN)
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
#endif
  }

 private:
  static std::atomic_flag taken;
};
std::atomic_flag Bookkeeping::taken = ATOMIC_FLAG_INIT;

/* What work does to memory is looked at. */
struct Visible {
  Visible() { Bookkeeping::show(); }
  ~Visible() { Bookkeeping::hide(); }
};

bool from_environment() {
  const char* text = std::getenv("SIMT_DEFER");
  return text != nullptr && std::string(text) == "1";
}

bool deferred = from_environment();

struct Range {
  uintptr_t begin, end;
};

Range range_of(const void* begin, size_t bytes) {
  const auto at = reinterpret_cast<uintptr_t>(begin);
  return {at, at + bytes};
}

/* A copy, or else a kernel. */
struct Work {
  bool is_copy;
  void* to;
  const void* from;
  size_t bytes;
  /* What a copy from the host found when it was put on the stream: nobody may change it before the copy is done. */
  std::vector<char> source;
  Launch launch;

  void run() const {
    const Visible visible;
    if (!is_copy) return simt::run(launch);
    if (!source.empty() && std::memcmp(source.data(), from, bytes) != 0) {
      throw Error("the source of a copy was changed before the copy was done");
    }
    if (bytes > 0) std::memcpy(to, from, bytes);
  }

  /* Whether it reads or writes there; of a kernel its arguments tell, not what they point to. */
  bool uses(Range range) const {
    const auto meets = [&](Range other) { return other.begin < range.end && range.begin < other.end; };
    if (is_copy) return meets(range_of(to, bytes)) || meets(range_of(from, bytes));
    for (size_t at = 0; at + sizeof(uintptr_t) <= launch.bytes; at += sizeof(uintptr_t)) {
      uintptr_t word;
      std::memcpy(&word, static_cast<const char*>(launch.arguments) + at, sizeof(word));
      if (meets({word, word + 1})) return true;
    }
    return false;
  }

  void destroy() const {
    const Visible visible;
    if (!is_copy) launch.destroy(launch.arguments);
  }
};

}  // namespace
}  // namespace simt

struct CUstream_st {
  std::deque<simt::Work> work;
};

namespace simt {
namespace {

CUstream_st default_stream;
std::vector<CUstream_st*> streams{&default_stream};
std::map<void*, size_t> memory_sizes;
Random random_order(0);

CUstream_st& stream_of(cudaStream_t stream) { return stream == nullptr ? default_stream : *stream; }

void drop(CUstream_st& stream) {
  for (const Work& work : stream.work) work.destroy();
  stream.work.clear();
}

void do_first(CUstream_st& stream) {
  const Work first = std::move(stream.work.front());
  stream.work.pop_front();
  try {
    first.run();
  } catch (...) {
    first.destroy();
    drop(stream);
    throw;
  }
  first.destroy();
}

/* The stream whose work is done next, while `stream` is waited for. */
CUstream_st& next(CUstream_st& stream) {
#if defined(SIMT_TSAN)
  /* A thread does the work that it put there itself, or else the race detector would take it for the other's. */
  return stream;
#endif
  std::vector<CUstream_st*> others;
  for (CUstream_st* other : streams) {
    if (other != &stream && !other->work.empty()) others.push_back(other);
  }
  if (seed() == 0 || others.empty()) return stream;
  if (seed() == 1) return *others.back();
  const unsigned choice = random_order.below(static_cast<unsigned>(others.size()) + 1);
  return choice == others.size() ? stream : *others[choice];
}

void do_all(CUstream_st& stream) {
  while (!stream.work.empty()) do_first(next(stream));
}

void put_work(Work work, cudaStream_t stream) {
  stream_of(stream).work.push_back(std::move(work));
  if (!deferred) do_all(stream_of(stream));
}

}  // namespace

void defer_streams(bool defer) {
  const Bookkeeping bookkeeping;
  deferred = defer;
}

void put_kernel(const Launch& launch, cudaStream_t stream) {
  const Bookkeeping bookkeeping;
  put_work({false, nullptr, nullptr, 0, {}, launch}, stream);
}

void put_copy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  const Bookkeeping bookkeeping;
  std::vector<char> source;
  if (deferred && kind == cudaMemcpyHostToDevice) {
    source.resize(bytes);
    if (bytes > 0) std::memcpy(source.data(), from, bytes);
  }
  put_work({true, to, from, bytes, std::move(source), {}}, stream);
}

void synchronise(cudaStream_t stream) {
  const Bookkeeping bookkeeping;
  do_all(stream_of(stream));
}

void synchronise_all() {
  const Bookkeeping bookkeeping;
  for (CUstream_st* stream : streams) do_all(*stream);
}

void drop_all() {
  const Bookkeeping bookkeeping;
  for (CUstream_st* stream : streams) drop(*stream);
}

cudaStream_t new_stream() {
  const Bookkeeping bookkeeping;
  streams.push_back(new CUstream_st);
  return streams.back();
}

void destroy(cudaStream_t stream) {
  const Bookkeeping bookkeeping;
  do_all(*stream);
  streams.erase(std::find(streams.begin(), streams.end(), stream));
  delete stream;
}

void remember(void* memory, size_t bytes) {
  const Bookkeeping bookkeeping;
  memory_sizes[memory] = bytes;
}

void forget(void* memory, const char* by) {
  const Bookkeeping bookkeeping;
  const auto found = memory_sizes.find(memory);
  if (found == memory_sizes.end()) return;
  const Range range = range_of(memory, found->second);
  memory_sizes.erase(found);
  for (const CUstream_st* stream : streams) {
    for (const Work& work : stream->work) {
      if (!work.uses(range)) continue;
      std::fprintf(stderr, "SIMT: %s of memory that is used by work on a stream\n", by);
      std::abort();
    }
  }
}

}  // namespace simt
