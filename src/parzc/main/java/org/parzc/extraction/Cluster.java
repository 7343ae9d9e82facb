package org.parzc.extraction;

import java.util.Optional;

/**
 * A cluster as the user names it.
 *
 * @param master address of its master; empty where the way the program was started says it
 * @param directory path or URL of a directory in which its machines leave results, and that this
 *     one reads too
 */
public record Cluster(Optional<String> master, String directory) {}
