/**
 * Examples: what a predictor learns from and scores, an architecture's statistics beside its wiring
 * and size.
 */
package org.parzc.dataset;
