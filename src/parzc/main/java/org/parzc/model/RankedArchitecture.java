package org.parzc.model;

/**
 * One line of a ranking.
 *
 * @param rank 1 for the best
 * @param architecture text of the architecture
 * @param score predicted score, higher for better ones
 * @param deviation its standard deviation
 */
public record RankedArchitecture(int rank, String architecture, double score, double deviation) {}
