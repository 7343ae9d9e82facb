package org.parzc.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One line of a ranking.
 *
 * @param rank 1 for the best
 * @param architecture text of the architecture
 * @param score predicted score, higher for better ones
 * @param standardDeviation its standard deviation
 */
public record RankedArchitecture(
    int rank,
    String architecture,
    double score,
    @JsonProperty("deviation") double standardDeviation) {}
