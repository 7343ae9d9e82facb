package org.parzc.passes;

/**
 * Gradients of the summed logits with respect to the images of a minibatch.
 *
 * @param rows per image, the gradient by each of its values
 * @param labels class of each image
 */
public record ImageGradients(double[][] rows, int[] labels) {}
