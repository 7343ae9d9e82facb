/**
 * Orders of architectures and how good they are: rank correlations, baselines, and evaluation on held-out labels.
 */
package org.parzc.ranking;
