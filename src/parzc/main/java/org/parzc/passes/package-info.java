/**
 * Forward and backward passes over one network, run once for all statistics that need them, and
 * what they leave behind as plain numbers.
 */
package org.parzc.passes;
