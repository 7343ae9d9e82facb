/**
 * The search spaces. To add one, write a class that implements {@link org.parzc.space.SearchSpace}
 * and name it in {@link org.parzc.spaces.SearchSpaces}.
 */
package org.parzc.spaces;
