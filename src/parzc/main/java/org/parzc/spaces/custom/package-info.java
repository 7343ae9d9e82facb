/**
 * Cell spaces that a YAML or JSON file describes: {@code custom:FILE}. A file becomes {@link
 * org.parzc.spaces.custom.Entry entries} that know where they stand, these become definitions, and
 * a {@link org.parzc.spaces.custom.CustomSpace} writes blueprints from them. {@code
 * docs/spaces/custom.md} is the format.
 */
package org.parzc.spaces.custom;
