/**
 * Quality of rankings on held-out labels: splits, rank correlations, precision at k, paired
 * comparison of rankers, and uncertainty calibration.
 */
package org.parzc.evaluation;
