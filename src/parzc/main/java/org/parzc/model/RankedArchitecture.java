package org.parzc.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An architecture with its rank and its predicted score.
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
