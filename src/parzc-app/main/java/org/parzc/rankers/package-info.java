/**
 * Methods that rank architectures from a few labels or none: MABN and the baselines that it is
 * compared with.
 */
package org.parzc.rankers;
