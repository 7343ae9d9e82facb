/**
 * JMH benchmarks, one idea to a class; each class says what it measures, what to look for, and the
 * command that runs it. Competitors are a parameter, so that one table has them side by side.
 * {@code BenchmarkBodiesTest} runs every body with the first value of each parameter, which is
 * therefore the cheapest.
 */
package org.parzc.benchmarks;
