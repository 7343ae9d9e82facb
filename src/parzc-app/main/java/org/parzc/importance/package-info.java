/**
 * Importance of nodes and statistics: how much worse predictions become when their features are
 * permuted.
 */
package org.parzc.importance;
