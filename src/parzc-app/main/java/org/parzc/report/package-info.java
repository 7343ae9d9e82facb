/**
 * What people read: each table of results built once as a {@link org.parzc.report.Table}, files of
 * results, and, in the packages below, charts and pages. What orders, averages or picks results is
 * a method of theirs, not of this package.
 */
package org.parzc.report;
