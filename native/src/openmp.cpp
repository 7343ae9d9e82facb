/* How many threads OpenMP gives the calling thread, set from where OpenMP's own header is not at hand. */
#include "openmp.h"

#include <dlfcn.h>

#include <string>

#include "arguments.h"
#include "backend.h"

namespace parzc {
namespace {

/* A library that is loaded already, and stays so. */
class Loaded {
 public:
  explicit Loaded(const char* name) : handle_(dlopen(name, RTLD_LAZY | RTLD_NOLOAD)) {
    if (handle_ == nullptr) throw Unavailable(std::string(name) + " is not loaded");
  }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  ~Loaded() { dlclose(handle_); }

  /* Of the library or of those that it needs; null if none has it. */
  void* symbol(const char* name) const { return dlsym(handle_, name); }

 private:
  void* handle_;
};

}  // namespace

void set_openmp_threads(const char* library, int threads) {
  const Loaded loaded(library);
  void* const found = loaded.symbol("omp_set_num_threads");
  if (found == nullptr) throw Unavailable(std::string(library) + " has no OpenMP");
  reinterpret_cast<void (*)(int)>(found)(threads);
}

}  // namespace parzc
