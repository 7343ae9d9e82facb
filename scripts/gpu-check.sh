#!/bin/bash
# Builds libparzc for this machine's GPU, runs its tests there against the CPU, under compute-sanitizer too where that is
# found, and times its kernels. Goes on after a failure and prints the failures last. Needs nvcc, a C++ compiler and CMake
# 3.22; neither Java nor a network nor GoogleTest, with which it runs more tests. All of Java's side is checked by
# bin/gpu-check of a bundle (bundle.sh).
#   scripts/gpu-check.sh [BUILD_FOLDER]
# What the kernels took goes to BUILD_FOLDER/gpu-check.json too, for programs.
# Exit code: 0 all good, 1 something failed, 2 this machine cannot run it.
set -euo pipefail

cannot() {
  echo "gpu-check: $*" >&2
  exit 2
}

repository=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$repository/target/gpu-check}

command -v cmake > /dev/null || cannot "CMake is not on the PATH"
command -v "${CXX:-c++}" > /dev/null || cannot "no C++ compiler: '${CXX:-c++}' is not on the PATH (CXX names another)"
nvcc=${CUDACXX:-$(command -v nvcc || true)}
if [ -z "$nvcc" ] && [ -x /usr/local/cuda/bin/nvcc ]; then nvcc=/usr/local/cuda/bin/nvcc; fi
[ -n "$nvcc" ] || cannot "nvcc is not on the PATH, nor in /usr/local/cuda/bin (CUDACXX names another)"
"$nvcc" --version > /dev/null || cannot "'$nvcc' does not run"
export CUDACXX=$nvcc

# What the CUDA runtime, not a tool of the driver, says of the GPU: its architecture and name, or why there is none.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/gpu.cu" << 'PROGRAM'
#include <cuda_runtime.h>
#include <cstdio>

int main() {
  int driver = 0, runtime = 0, devices = 0;
  cudaDriverGetVersion(&driver);
  cudaRuntimeGetVersion(&runtime);
  const cudaError_t code = cudaGetDeviceCount(&devices);
  if (driver == 0) {
    std::printf("no NVIDIA driver is installed or running\n");
  } else if (code == cudaErrorInsufficientDriver) {
    std::printf("the driver is too old: it serves CUDA %d.%d, and nvcc makes programs for %d.%d\n", driver / 1000,
                driver % 100 / 10, runtime / 1000, runtime % 100 / 10);
  } else if (code != cudaSuccess || devices == 0) {
    std::printf("no GPU: %s\n", code == cudaSuccess ? "there are 0 devices" : cudaGetErrorString(code));
  } else {
    cudaDeviceProp properties;
    cudaGetDeviceProperties(&properties, 0);
    std::printf("%d%d %s\n", properties.major, properties.minor, properties.name);
    return 0;
  }
  return 1;
}
PROGRAM
"$nvcc" -ccbin "${CXX:-c++}" "$folder/gpu.cu" -o "$folder/gpu" ||
  cannot "nvcc cannot compile a program: does it support this C++ compiler? (CXX names another)"
gpu=$("$folder/gpu") || cannot "$gpu"
native=${gpu%% *}
echo "gpu-check: ${gpu#* }, sm_$native; $("$nvcc" --version | grep release)"

supported=$("$nvcc" --list-gpu-arch | sed 's/compute_//')
grep -qx "$native" <<< "$supported" || cannot "this nvcc does not know sm_$native, only $(echo $supported)"
architectures=
for architecture in $(printf '%s\n' 80 90 "$native" | sort -nu); do
  if grep -qx "$architecture" <<< "$supported"; then architectures="$architectures $architecture"; fi
done

# From here on, a test that finds no GPU fails; the build already asks the tests for their names.
export PARZC_TEST_REQUIRE_CUDA=1
cmake -S "$repository/native" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="${CXX:-c++}" \
  -DPARZC_CUDA=ON -DPARZC_CUDA_ARCHITECTURES="${architectures# }" -DPARZC_SIMT=OFF
cmake --build "$build" --parallel

failures=()
# check NAME COMMAND...: runs it, and keeps in mind if it fails.
check() {
  echo
  echo "gpu-check: $1"
  "${@:2}" || failures+=("$1: exit code $?")
}
check "native tests" env -C "$build" ctest --output-on-failure
sanitizer=$(command -v compute-sanitizer || true)
if [ -z "$sanitizer" ] && [ -x "$(dirname "$nvcc")/compute-sanitizer" ]; then
  sanitizer=$(dirname "$nvcc")/compute-sanitizer
fi
if [ -n "$sanitizer" ]; then
  check "compute-sanitizer" "$sanitizer" --error-exitcode 1 "$build/test/self_test" small
else
  echo "gpu-check: compute-sanitizer is not found, nothing was run under it"
fi
check "kernels' time" "$build/benchmark/gpu_benchmark" --json "$build/gpu-check.json"
missed=$(grep -o '"name": "[^"]*"[^}]*"met": false' "$build/gpu-check.json" 2> /dev/null | cut -d '"' -f 4 || true)
if [ -n "$missed" ]; then
  while IFS= read -r name; do failures+=("goal missed: $name"); done <<< "$missed"
fi

echo
if [ ${#failures[@]} -gt 0 ]; then
  printf 'FAILED %s\n' "${failures[@]}"
  exit 1
fi
echo "gpu-check: all good"
