/* What org.parzc.cuda.StandIn, in the tests, asks and sets. */
#include <jni.h>

#include "state.h"

extern "C" {

JNIEXPORT void JNICALL Java_org_parzc_cuda_StandIn_reset(JNIEnv*, jclass) { stand_in::reset(); }

JNIEXPORT jstring JNICALL Java_org_parzc_cuda_StandIn_counts(JNIEnv* java, jclass) {
  return java->NewStringUTF(stand_in::counts().c_str());
}

JNIEXPORT void JNICALL Java_org_parzc_cuda_StandIn_failLaunch(JNIEnv*, jclass, jlong nth, jboolean lost) {
  stand_in::fail(stand_in::Call::kLaunch, nth, lost);
}

JNIEXPORT void JNICALL Java_org_parzc_cuda_StandIn_failAllocation(JNIEnv*, jclass, jlong nth) {
  stand_in::fail(stand_in::Call::kAllocation, nth, false);
}

JNIEXPORT void JNICALL Java_org_parzc_cuda_StandIn_limitMemory(JNIEnv*, jclass, jint device, jlong bytes) {
  stand_in::limit_memory(device, bytes);
}

JNIEXPORT jlong JNICALL Java_org_parzc_cuda_StandIn_memoryInUse(JNIEnv*, jclass, jint device) {
  return stand_in::memory_in_use(device);
}

JNIEXPORT jlong JNICALL Java_org_parzc_cuda_StandIn_peakMemory(JNIEnv*, jclass, jint device) {
  return stand_in::peak_memory(device);
}

JNIEXPORT jint JNICALL Java_org_parzc_cuda_StandIn_deviceOf(JNIEnv*, jclass, jlong address) {
  return stand_in::device_of(reinterpret_cast<const void*>(address));
}

JNIEXPORT void JNICALL Java_org_parzc_cuda_StandIn_runAtMost(JNIEnv*, jclass, jint blocks) {
  stand_in::run_at_most(static_cast<unsigned>(blocks));
}

}  // extern "C"
