/**
 * MABN, the learned proxy: features from statistics, the Bayesian mixer, its ranking losses,
 * training, and predictors that can be saved.
 */
package org.parzc.model;
