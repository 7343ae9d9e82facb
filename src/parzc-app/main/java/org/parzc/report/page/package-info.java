/**
 * Reports: one HTML page that needs nothing else, put together from sections, and its charts as
 * pictures.
 */
package org.parzc.report.page;
