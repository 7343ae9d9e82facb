/**
 * Charts as options of Apache ECharts, one class each. A page draws an option in the browser, and
 * {@link org.parzc.report.chart.Drawing} draws the same one here, for papers.
 */
package org.parzc.report.chart;
