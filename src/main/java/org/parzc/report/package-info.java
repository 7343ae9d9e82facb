/** What people read: tables on the terminal, files of results, and, in the packages below, charts and pages. */
package org.parzc.report;
