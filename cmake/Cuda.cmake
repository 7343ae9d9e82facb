# parzc_add_cuda_backend(TARGET): src/cuda/backend.cu, compiled by nvcc, where PARZC_CUDA allows and nvcc is found; else
# src/cuda/absent.cpp. Sets PARZC_CUDA_FOUND. nvcc is called as a command, not as a language of CMake: so one run gives
# the object, the PTX and the report of ptxas that the resource test reads, and configuring costs nothing.
set(PARZC_CUDA AUTO CACHE STRING "Build the CUDA backend: AUTO (where nvcc is found), ON or OFF")
set_property(CACHE PARZC_CUDA PROPERTY STRINGS AUTO ON OFF)
set(PARZC_CUDA_ARCHITECTURES 80 90 CACHE STRING "Machine code for these; PTX of the last one serves later GPUs")

function(parzc_add_cuda_backend target)
  set(PARZC_CUDA_FOUND OFF PARENT_SCOPE)
  if(PARZC_CUDA)
    if(DEFINED ENV{CUDACXX} AND NOT CMAKE_CUDA_COMPILER)
      set(CMAKE_CUDA_COMPILER $ENV{CUDACXX})
    endif()
    find_package(CUDAToolkit QUIET)
  endif()
  if(NOT CUDAToolkit_FOUND OR NOT CUDAToolkit_NVCC_EXECUTABLE)
    if(PARZC_CUDA STREQUAL "ON")
      message(FATAL_ERROR "PARZC_CUDA is ON, but nvcc is not found: put it on the PATH, or name it in CUDACXX")
    elseif(PARZC_CUDA)
      message(STATUS "nvcc not found: no CUDA backend")
    endif()
    target_sources(${target} PRIVATE src/cuda/absent.cpp)
    return()
  endif()

  set(PARZC_CUDA_FOUND ON PARENT_SCOPE)
  set(CUDAToolkit_INCLUDE_DIRS ${CUDAToolkit_INCLUDE_DIRS} PARENT_SCOPE)
  string(REPLACE " " ";" architectures "${PARZC_CUDA_ARCHITECTURES}")
  set(code)
  foreach(architecture IN LISTS architectures)
    list(APPEND code -gencode=arch=compute_${architecture},code=sm_${architecture})
  endforeach()
  list(GET architectures -1 last)
  list(APPEND code -gencode=arch=compute_${last},code=compute_${last})
  string(REPLACE ";" " " names "${architectures}")
  message(STATUS "CUDA ${CUDAToolkit_VERSION} for ${names}")

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/cuda)
  file(MAKE_DIRECTORY ${folder})
  set(source ${CMAKE_CURRENT_SOURCE_DIR}/src/cuda/backend.cu)
  # -fmad=false: contracted where a compiler likes, products would differ from one architecture to the next.
  add_custom_command(OUTPUT ${folder}/backend.o
    COMMAND sh -c "\"$@\" > report.txt 2>&1 || { cat report.txt; exit 1; }; grep -A 4 warning report.txt || true" sh
      ${CUDAToolkit_NVCC_EXECUTABLE} -ccbin ${CMAKE_CXX_COMPILER} -std=c++17 -O3 -fmad=false ${code}
      -Xcompiler=-fPIC,-fvisibility=hidden,-Wall,-Wextra -Xptxas=-v -I${CMAKE_CURRENT_SOURCE_DIR}/include
      "-DPARZC_CUDA_ARCHITECTURES=\"${names}\"" --keep --keep-dir ${folder}
      -MD -MF ${folder}/backend.d -MT ${folder}/backend.o -c ${source} -o ${folder}/backend.o
    WORKING_DIRECTORY ${folder}
    DEPENDS ${source}
    DEPFILE ${folder}/backend.d
    COMMENT "Compiling the CUDA backend for ${names}"
    VERBATIM)
  target_sources(${target} PRIVATE ${folder}/backend.o)
  target_link_libraries(${target} PRIVATE CUDA::cudart_static)
endfunction()
