/**
 * Blueprints as LibTorch networks. The only place that knows how a layer is executed, which tensors
 * a statistic may look at, and in what order nodes come. Networks that are not made from blueprints
 * are {@link org.parzc.network.ImportedArchitecture}s.
 *
 * <p>Tensors made here live in the caller's {@link org.bytedeco.javacpp.PointerScope}: open one per
 * architecture and thread, and native memory stays flat.
 */
package org.parzc.network;
