/**
 * Checks of a GPU, one after another, each with its time: native tests, statistics against the
 * CPU's, speed, memory, and processes that share the device or are killed. {@link
 * org.parzc.gpucheck.GpuCheck} runs them.
 */
package org.parzc.gpucheck;
