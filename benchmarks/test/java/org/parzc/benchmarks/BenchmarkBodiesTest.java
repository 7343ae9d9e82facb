package org.parzc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs, through JMH itself, with the first value of each parameter. */
@Tag("slow")
class BenchmarkBodiesTest {
  static {
    // Another JMH may be measuring on this machine; here nothing is measured.
    System.setProperty("jmh.ignoreLock", "true");
  }

  private static List<BenchmarkListEntry> listed() {
    return List.copyOf(
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                List.of()));
  }

  /**
   * Reads the compiled classes, because a benchmark that the annotation processor missed is in no
   * list.
   */
  private static List<Method> written() throws IOException, URISyntaxException {
    Path root =
        Path.of(
            KernelCallBenchmark.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith("Benchmark.class"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .flatMap(name -> Arrays.stream(load(name).getMethods()))
          .filter(method -> method.isAnnotationPresent(Benchmark.class))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyBodyRuns() {
    assertThat(listed()).isNotEmpty();
    return listed().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getUsername(), () -> run(entry)));
  }

  private static void run(BenchmarkListEntry entry) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(entry.getUsername()) + "$")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    Map<String, String[]> parameters = entry.getParams().orElse(Map.of());
    parameters.forEach((name, values) -> options.param(name, values[0]));
    Collection<RunResult> results = new Runner(options.build()).run();
    assertThat(results).hasSize(1);
  }

  @Test
  void everyWrittenBenchmarkIsListed() throws IOException, URISyntaxException {
    assertThat(listed())
        .extracting(BenchmarkListEntry::getUsername)
        .containsExactlyInAnyOrderElementsOf(
            written().stream()
                .map(method -> method.getDeclaringClass().getName() + "." + method.getName())
                .toList());
  }

  @Test
  void theReadmeNamesEveryBenchmark() throws IOException, URISyntaxException {
    String readme = Files.readString(Path.of("benchmarks", "README.md"));
    assertThat(written())
        .allSatisfy(
            method -> assertThat(readme).contains(method.getDeclaringClass().getSimpleName()));
  }
}
