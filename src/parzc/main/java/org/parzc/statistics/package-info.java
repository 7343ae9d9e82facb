/**
 * Definitions of node-wise zero-cost statistics and network-level proxies: formula, scale, and the
 * passes that each is read from; and the values that one architecture has.
 *
 * <p>ParZC's own are the constants of {@link org.parzc.statistics.NodeWise} and {@link
 * org.parzc.statistics.NetworkLevel}. A user's own is a {@link org.parzc.statistics.Statistic} or
 * {@link org.parzc.statistics.NetworkProxy} in a jar on the class path.
 */
package org.parzc.statistics;
