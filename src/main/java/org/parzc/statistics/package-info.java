/**
 * Node-wise zero-cost statistics and network-level proxies: which passes they need, and how the passes are shared.
 *
 * <p>To add a statistic, write one class that implements {@link org.parzc.statistics.Statistic} and name it in
 * {@link org.parzc.statistics.Statistics}.
 */
package org.parzc.statistics;
