/**
 * From JMH's files to the results in {@code benchmarks/README.md}: {@link org.parzc.benchmarks.report.BenchmarkReport}
 * reads {@link org.parzc.benchmarks.report.Run}s, merges them, and writes a header, a table or two per benchmark class,
 * and a plot. SVG is written by hand: charting libraries draw text as outlines with the fonts of a desktop, which makes
 * the file large, its differences unreadable, and needs fonts where there are none.
 */
package org.parzc.benchmarks.report;
