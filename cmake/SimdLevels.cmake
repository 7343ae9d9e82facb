# parzc_add_simd_levels(TARGET SOURCE): compiles SOURCE into TARGET once per SIMD level of the processor family. No
# level may contract a*b+c into one rounding: then all give the same bits.
function(parzc_add_simd_level target source level table)
  set(objects ${target}_${level})
  add_library(${objects} OBJECT ${source})
  set_target_properties(${objects} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)
  target_include_directories(${objects} PRIVATE include src/cpu)
  target_compile_definitions(${objects} PRIVATE PARZC_LEVEL="${level}" PARZC_TABLE=${table} PARZC_X86_LEVELS)
  # -Wno-psabi: vectors are only passed between functions that are forced inline.
  target_compile_options(${objects} PRIVATE ${PARZC_CXX_FLAGS} -fno-math-errno -Wno-psabi ${ARGN})
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${objects}>)
endfunction()

function(parzc_add_simd_levels target source)
  parzc_add_simd_level(${target} ${source} baseline kBaselineKernels)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    parzc_add_simd_level(${target} ${source} avx2 kAvx2Kernels -mavx2 -mpopcnt)
    parzc_add_simd_level(${target} ${source} avx512 kAvx512Kernels
                         -mavx2 -mpopcnt -mavx512f -mavx512dq -mavx512bw -mavx512vl -mprefer-vector-width=512)
    target_compile_definitions(${target} PRIVATE PARZC_X86_LEVELS)
  endif()
endfunction()
