/**
 * Definitions of node-wise zero-cost statistics and network-level proxies: formula, scale, and the passes that each is
 * read from; and the values that one architecture has.
 *
 * <p>To add a statistic, write one class that implements {@link org.parzc.statistics.Statistic} and name it in
 * {@link org.parzc.statistics.Statistics}.
 */
package org.parzc.statistics;
