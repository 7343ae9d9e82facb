/**
 * Networks of the user's own, written by {@code torch.jit.script} or {@code torch.jit.trace}: a
 * directory of them is a search space. A module's graph is run operation by operation, so that
 * every operation is a layer of the description, and convolutions and normalisations behave as in
 * all other networks here.
 */
package org.parzc.torchscript;
