package org.parzc.gpucheck;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What there is besides the device.
 *
 * @param version version of the program
 * @param program how to run a command of the program in a process of its own
 * @param nativeTests folder of {@code self_test} and {@code gpu_benchmark}
 * @param module a TorchScript file to measure, if there is one
 */
public record Surroundings(
    String version, Program program, Path nativeTests, Optional<Path> module) {}
