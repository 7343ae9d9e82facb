/**
 * What a search space is, as plain Java: text to {@link org.parzc.space.Architecture}, architecture
 * to {@link org.parzc.blueprint.Blueprint}, and what spaces have in common. Those that there are,
 * are in {@code org.parzc.spaces}.
 */
package org.parzc.space;
