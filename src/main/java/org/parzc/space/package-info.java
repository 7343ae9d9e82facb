/**
 * Search spaces as plain Java data: text to {@link org.parzc.space.Architecture}, architecture to
 * {@link org.parzc.space.Blueprint}. Knows nothing of LibTorch.
 *
 * <p>To add a space, write one class that implements {@link org.parzc.space.SearchSpace} and name it in
 * {@link org.parzc.space.SearchSpaces}.
 */
package org.parzc.space;
