package org.parzc.store;

/**
 * How many rows a store holds.
 *
 * @param architectures architectures with statistics
 * @param nodes rows of all their nodes
 * @param failures architectures whose extraction failed
 */
public record StoreCounts(long architectures, long nodes, long failures) {}
