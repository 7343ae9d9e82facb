/**
 * Architecture search: what to look for ({@link org.parzc.search.Objective}, {@link org.parzc.search.Cost},
 * {@link org.parzc.search.Constraint}), how ({@link org.parzc.search.SearchAlgorithm}), and the loop that can be
 * stopped and continued ({@link org.parzc.search.Search}, {@link org.parzc.search.SearchState}).
 */
package org.parzc.search;
