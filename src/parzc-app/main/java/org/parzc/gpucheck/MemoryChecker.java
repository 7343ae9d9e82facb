package org.parzc.gpucheck;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The native library's own test under {@code compute-sanitizer}, where a CUDA toolkit has that. */
final class MemoryChecker implements Check {
  private static final String TOOL = "compute-sanitizer";
  private static final String WHAT = "memory accesses of every kernel";

  private final Surroundings surroundings;

  MemoryChecker(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return TOOL;
  }

  @Override
  public int seconds() {
    return 45;
  }

  @Override
  public void run(Findings findings, Deadline deadline) throws Exception {
    Path test = surroundings.nativeTests().resolve("self_test");
    Optional<Path> tool = tool();
    if (!Files.isExecutable(test)) {
      findings.notRun(WHAT, "there is no " + test);
    } else if (tool.isEmpty()) {
      findings.notRun(WHAT, TOOL + " is neither on the PATH nor in CUDA_HOME or /usr/local/cuda");
    } else {
      // Few CUDA threads: each costs much under the sanitizer.
      Program.Result result =
          new Program(tool.get().toString(), "--error-exitcode", "1", test.toString(), "small")
              .run(deadline);
      findings.holds(WHAT, result.code() == 0, result.lastLine());
    }
  }

  private static Optional<Path> tool() {
    Stream<String> path =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
    String home = System.getenv().getOrDefault("CUDA_HOME", "/usr/local/cuda");
    return Stream.concat(
            path, Stream.of(home + "/bin", home + "/compute-sanitizer", "/usr/local/cuda/bin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, TOOL))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
