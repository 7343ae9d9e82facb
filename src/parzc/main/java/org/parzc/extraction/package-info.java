/**
 * From architectures to their statistics: builds each network, runs the passes, reads off what was
 * asked for; on this machine or on a cluster, in order and with the failures of single
 * architectures kept apart.
 */
package org.parzc.extraction;
