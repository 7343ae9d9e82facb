/*
 * What nvcc made of the kernels, for each architecture: registers, shared memory, spills, stack, vector loads, and the
 * share of a multiprocessor's threads that fit. Fails where a kernel spills, keeps anything in local memory, or has lost
 * the vector loads that its speed rests on.
 *   cuda_report REPORT PTX...   what ptxas -v said, and the PTX
 */
#include <cuda_occupancy.h>
#include <cxxabi.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Kernel {
  int threads = 0;
  int registers = 0;
  int shared = 0;
  int local = 0;
  int vector_loads = 0;
};

/* By mangled name and architecture, such as "sm_90". */
std::map<std::pair<std::string, std::string>, Kernel> kernels;

/* Kernels whose elements must come by 128-bit loads. */
const std::vector<std::string> kVectorised{"node_sums", "fisher", "zico"};

/* The part of `text` after `before`, up to `end`; empty if `before` is not there. */
std::string between(const std::string& text, const std::string& before, const std::string& end) {
  const size_t at = text.find(before);
  if (at == std::string::npos) return "";
  const size_t begin = at + before.size();
  return text.substr(begin, text.find(end, begin) - begin);
}

/* The number before `unit`, or 0. */
int number_before(const std::string& text, const std::string& unit) {
  const size_t at = text.find(unit);
  if (at == std::string::npos) return 0;
  const size_t begin = text.find_last_not_of("0123456789", at - 1);
  return std::atoi(text.substr(begin == std::string::npos ? 0 : begin + 1).c_str());
}

void read_report(const char* path) {
  std::ifstream file(path);
  Kernel* kernel = nullptr;
  for (std::string line; std::getline(file, line);) {
    const std::string name = between(line, "Compiling entry function '", "'");
    if (!name.empty()) kernel = &kernels[{name, between(line, "for '", "'")}];
    if (kernel == nullptr) continue;
    kernel->local += number_before(line, " bytes stack frame") + number_before(line, " bytes spill stores") +
                     number_before(line, " bytes spill loads") + number_before(line, " bytes lmem");
    if (line.find(" registers") == std::string::npos) continue;
    kernel->registers = number_before(line, " registers");
    kernel->shared = number_before(line, " bytes smem");
  }
}

void read_ptx(const char* path) {
  std::ifstream file(path);
  std::string architecture, name;
  for (std::string line; std::getline(file, line);) {
    if (line.find(".target ") == 0) architecture = between(line, ".target ", ",").substr(0, 5);
    if (line.find(".entry ") != std::string::npos) name = between(line, ".entry ", "(");
    const auto kernel = kernels.find({name, architecture});
    if (kernel == kernels.end()) continue;
    if (line.find(".maxntid ") == 0) kernel->second.threads = std::atoi(line.c_str() + std::strlen(".maxntid "));
    const bool floats = line.find("ld.global.nc.v4.") != std::string::npos;
    const bool doubles = line.find("ld.global.nc.v2.") != std::string::npos && line.find("64") != std::string::npos;
    kernel->second.vector_loads += floats || doubles;
  }
}

/* "node_sums<float>" */
std::string short_name(const std::string& mangled) {
  int status = 0;
  char* demangled = abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status);
  std::string name = status == 0 ? demangled : mangled;
  std::free(demangled);
  name = name.substr(0, name.find('('));
  const size_t scope = name.rfind("::");
  return scope == std::string::npos ? name : name.substr(scope + 2);
}

/* Percent of the threads of a multiprocessor; -1 for an architecture whose sizes are not listed here. */
int occupancy(const Kernel& kernel, const std::string& architecture) {
  const std::map<std::string, int> shared_kilobytes{{"sm_80", 164}, {"sm_86", 100}, {"sm_89", 100}, {"sm_90", 228}};
  const auto shared = shared_kilobytes.find(architecture);
  if (shared == shared_kilobytes.end()) return -1;
  const int number = std::atoi(architecture.c_str() + 3);
  cudaOccDeviceProp device;
  device.computeMajor = number / 10;
  device.computeMinor = number % 10;
  device.maxThreadsPerBlock = 1024;
  device.maxThreadsPerMultiprocessor = number == 86 || number == 89 ? 1536 : 2048;
  device.regsPerBlock = device.regsPerMultiprocessor = 65536;
  device.warpSize = 32;
  device.sharedMemPerBlock = 48 << 10;
  device.sharedMemPerMultiprocessor = static_cast<size_t>(shared->second) << 10;
  device.sharedMemPerBlockOptin = device.sharedMemPerMultiprocessor - 1024;
  device.reservedSharedMemPerBlock = 1024;
  device.numSms = 1;
  cudaOccFuncAttributes function;
  function.maxThreadsPerBlock = kernel.threads;
  function.numRegs = kernel.registers;
  function.sharedSizeBytes = static_cast<size_t>(kernel.shared);
  cudaOccDeviceState state;
  state.carveoutConfig = SHAREDMEM_CARVEOUT_DEFAULT;
  cudaOccResult result;
  const auto code = cudaOccMaxActiveBlocksPerMultiprocessor(&result, &device, &function, &state, kernel.threads, 0);
  if (code != CUDA_OCC_SUCCESS) return -1;
  return 100 * result.activeBlocksPerMultiprocessor * kernel.threads / device.maxThreadsPerMultiprocessor;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::printf("usage: cuda_report REPORT PTX...\n");
    return 2;
  }
  read_report(arguments[1]);
  for (int i = 2; i < count; ++i) read_ptx(arguments[i]);
  bool good = !kernels.empty();
  std::printf("%-24s %-6s %7s %9s %8s %15s %12s %9s\n", "kernel", "", "threads", "registers", "shared B",
              "local, spills B", "vector loads", "occupancy");
  for (const auto& entry : kernels) {
    const Kernel& kernel = entry.second;
    const std::string name = short_name(entry.first.first), architecture = entry.first.second;
    std::string complaint;
    if (kernel.registers == 0 || kernel.threads == 0) complaint += "  NOT UNDERSTOOD";
    if (kernel.local > 0) complaint += "  SPILLS OR LOCAL MEMORY";
    for (const std::string& vectorised : kVectorised) {
      if (name.find(vectorised) == 0 && kernel.vector_loads == 0) complaint += "  NO VECTOR LOADS";
    }
    std::printf("%-24s %-6s %7d %9d %8d %15d %12d %8d%%%s\n", name.c_str(), architecture.c_str(), kernel.threads,
                kernel.registers, kernel.shared, kernel.local, kernel.vector_loads, occupancy(kernel, architecture),
                complaint.c_str());
    good = good && complaint.empty();
  }
  return good ? 0 : 1;
}
