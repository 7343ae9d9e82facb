package org.parzc.passes;

/**
 * What has to be computed before a statistic can be read off; passes are shared by all statistics
 * that name them.
 */
public enum Pass {
  /** One forward and one backward pass on the first minibatch: gradients of the weights. */
  GRADIENT,
  /** Gradients of the nodes' outputs, from the same backward pass. */
  OUTPUT_GRADIENT,
  /** Signs of the activations, from the same forward pass. */
  ACTIVATION,
  /** Hessian times gradient, by differentiating the backward pass. */
  HESSIAN_GRADIENT,
  /** Gradient of the summed logits with respect to the images, on the same forward pass. */
  INPUT_GRADIENT,
  /** Gradients on the further minibatches. */
  MINIBATCHES,
  /** SynFlow's pass with normalisation bypassed. */
  SYNFLOW,
  /** SynFlow's pass with the batch statistics of its one image. */
  SYNFLOW_BN,
  /** Two forward passes of a network with standard normal weights: Zen-NAS's response to noise. */
  NOISE_RESPONSE
}
