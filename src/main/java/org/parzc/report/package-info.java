/** What people read: tables on the terminal and ranking files. */
package org.parzc.report;
