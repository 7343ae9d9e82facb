/*
 * Streams: what is put on one is done in order, at the latest when it is synchronised; where streams are deferred, not
 * before. Memory is read and written when the work is done, so that whatever was reused or freed too early shows.
 */
#ifndef PARZC_SIMT_STREAMS_H
#define PARZC_SIMT_STREAMS_H

#include "cuda_runtime.h"

namespace simt {

/* Puts a kernel on a stream. */
void put_kernel(const Launch& launch, cudaStream_t stream);

/* Puts a copy on a stream. */
void put_copy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream);

/* Does all that is on a stream, and between, as the seed says, what is on others. Throws Error. */
void synchronise(cudaStream_t stream);

/* Does all that is on any stream. */
void synchronise_all();

/* Forgets all that is on any stream: a lost device does nothing any more. */
void drop_all();

cudaStream_t new_stream();
void destroy(cudaStream_t stream);

/* Remembers memory, so that work on it is known. */
void remember(void* memory, size_t bytes);

/* Ends the process with a diagnosis if work that is not done uses the memory; then forgets it. */
void forget(void* memory, const char* by);

}  // namespace simt

#endif
