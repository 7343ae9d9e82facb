/**
 * From JMH's files to the results in {@code benchmarks/README.md}: {@link
 * org.parzc.benchmarks.report.BenchmarkReport} reads {@link org.parzc.benchmarks.report.Run}s,
 * merges them, and writes a header and a table or two per benchmark class, with the {@link
 * org.parzc.report.Table} that all results of this project have.
 */
package org.parzc.benchmarks.report;
