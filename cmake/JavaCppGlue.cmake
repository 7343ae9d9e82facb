# parzc_add_glue(CLASS FOLDER): generates the JavaCPP glue of org.parzc.nativecore.CLASS from PARZC_JAVA_CLASSES and
# builds it as libjniCLASS.so in FOLDER, linked to libparzc beside it. Generated anew only when the binding class, the
# header or JavaCPP changed.
function(parzc_add_glue class folder)
  if(NOT EXISTS "${PARZC_JAVACPP}")
    message(FATAL_ERROR "PARZC_JAVACPP: found '${PARZC_JAVACPP}', expected JavaCPP's jar")
  endif()
  find_path(jni_include jni.h PATHS ${JAVA_HOME}/include NO_DEFAULT_PATH REQUIRED)
  find_program(java_program java PATHS ${JAVA_HOME}/bin NO_DEFAULT_PATH REQUIRED)

  set(generated ${CMAKE_CURRENT_BINARY_DIR}/glue)
  set(package ${CMAKE_CURRENT_SOURCE_DIR}/../src/parzc-kernels/main/java/org/parzc/nativecore)
  add_custom_command(
    OUTPUT ${generated}/jni${class}.cpp ${generated}/jnijavacpp.cpp
    COMMAND ${java_program} -cp ${PARZC_JAVA_CLASSES}:${PARZC_JAVACPP} org.bytedeco.javacpp.tools.Builder
            -nocompile -d ${generated} org.parzc.nativecore.${class}
    DEPENDS ${package}/${class}.java include/parzc/parzc.h ${PARZC_JAVACPP}
    COMMENT "Generating the JavaCPP glue of ${class}"
    VERBATIM)
  add_library(jni${class} SHARED ${generated}/jni${class}.cpp ${generated}/jnijavacpp.cpp)
  target_include_directories(jni${class} PRIVATE ${jni_include} ${jni_include}/linux)
  target_compile_options(jni${class} PRIVATE -w)
  target_link_libraries(jni${class} PRIVATE parzc)
  set_target_properties(jni${class} PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY ${folder} INSTALL_RPATH "\$ORIGIN" BUILD_WITH_INSTALL_RPATH ON)
endfunction()
