/** The command line: one class per command, options shared through mixins. */
package org.parzc.cli;
