#ifndef PARZC_PARALLEL_H
#define PARZC_PARALLEL_H

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <system_error>
#include <thread>
#include <vector>

namespace parzc {

/*
 * Calls body(i), which must not throw, for every i in [0, count), on the calling thread and on as many more as
 * `threads` allows and there are `grain`s of work for. Threads live for one call: starting one costs some 30
 * microseconds, so a grain should be worth more, and nothing idles, spins or outlives the call in a JVM.
 */
template <typename Body>
void parallel_for(int threads, int64_t count, int64_t grain, Body body) {
  const int64_t useful = std::min<int64_t>(threads, (count + grain - 1) / grain);
  if (useful <= 1) {
    for (int64_t i = 0; i < count; ++i) body(i);
    return;
  }
  /* Small steps, so that no thread waits long for the last one. */
  const int64_t step = std::max<int64_t>(1, grain / 8);
  std::atomic<int64_t> next{0};
  auto work = [&] {
    for (int64_t begin; (begin = next.fetch_add(step, std::memory_order_relaxed)) < count;) {
      const int64_t end = std::min(begin + step, count);
      for (int64_t i = begin; i < end; ++i) body(i);
    }
  };
  std::vector<std::thread> helpers;
  helpers.reserve(static_cast<size_t>(useful - 1));
  try {
    while (static_cast<int64_t>(helpers.size()) < useful - 1) helpers.emplace_back(work);
  } catch (const std::system_error&) {
    /* The system gives no more threads: those that run do all the work. */
  }
  work();
  for (std::thread& helper : helpers) helper.join();
}

}  // namespace parzc

#endif
