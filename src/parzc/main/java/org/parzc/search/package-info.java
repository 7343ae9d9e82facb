/**
 * Architecture search. A {@link org.parzc.search.Search} is what to maximise ({@link
 * org.parzc.search.Objective}), what to bound or minimise ({@link org.parzc.search.Constraint},
 * {@link org.parzc.search.Cost}), and how ({@link org.parzc.search.SearchAlgorithm}); within a
 * {@link org.parzc.search.Budget} it is done step by step ({@link
 * org.parzc.search.ResumableSearch}, {@link org.parzc.search.SearchState}), and so is a search that
 * takes labels on the way ({@link org.parzc.search.OnlineSearch}). Who asks for one by names says
 * so in a {@link org.parzc.search.SearchSpec}, of which a {@link org.parzc.search.SearchRun} is
 * made.
 */
package org.parzc.search;
