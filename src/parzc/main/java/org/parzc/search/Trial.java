package org.parzc.search;

import org.parzc.space.Architecture;

/**
 * One of several searches that differ in their seeds, and what it cost.
 *
 * @param seed its seed
 * @param found the architecture that it calls the best
 * @param accuracy what that one is worth: its label in a table
 * @param architectures canonical forms that were looked at
 * @param labels labels that were asked for
 * @param cpuSeconds processor time of the search and the training of predictors, all threads
 */
public record Trial(
    long seed,
    Architecture found,
    double accuracy,
    int architectures,
    int labels,
    double cpuSeconds) {}
