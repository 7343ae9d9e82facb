package org.parzc.gpucheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The native library's own test and benchmark. */
final class NativeTests implements Check {
  private static final String BENCHMARK = "kernels' speed";

  private final Surroundings surroundings;

  NativeTests(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public String name() {
    return "native library";
  }

  @Override
  public int seconds() {
    return 35;
  }

  @Override
  public void run(Findings findings, Deadline deadline) throws Exception {
    Path test = surroundings.nativeTests().resolve("self_test");
    if (Files.isExecutable(test)) {
      Program.Result result = new Program(test.toString()).run(deadline);
      findings.holds("every kernel against plain loops", result.code() == 0, result.lastLine());
    } else {
      findings.notRun("every kernel against plain loops", "there is no " + test);
    }
    Path benchmark = surroundings.nativeTests().resolve("gpu_benchmark");
    if (Files.isExecutable(benchmark)) {
      measure(benchmark, findings, deadline);
    } else {
      findings.notRun(BENCHMARK, "there is no " + benchmark);
    }
  }

  private static void measure(Path benchmark, Findings findings, Deadline deadline)
      throws IOException, InterruptedException {
    Path json = Files.createTempFile("parzc-gpu-check", ".json");
    try {
      Program.Result result =
          new Program(benchmark.toString()).run(deadline, "--json", json.toString());
      findings.holds(BENCHMARK + " was measured", result.code() == 0, result.lastLine());
      if (result.code() != 0) {
        return;
      }
      if (Files.size(json) == 0) {
        findings.notRun(BENCHMARK, "this gpu_benchmark writes no JSON");
        return;
      }
      for (JsonNode one : new ObjectMapper().readTree(json.toFile())) {
        add(one, findings);
      }
    } finally {
      Files.delete(json);
    }
  }

  /** A goal that the benchmark gives is a limit from below for shares, else from above. */
  private static void add(JsonNode one, Findings findings) {
    String name = one.path("name").asText();
    String unit = one.path("unit").asText();
    double value = one.path("value").asDouble(Double.NaN);
    if (!one.path("goal").isNumber()) {
      findings.measured(name, value, unit);
    } else if (unit.startsWith("%")) {
      findings.atLeast(name, value, unit, one.path("goal").asDouble());
    } else {
      findings.atMost(name, value, unit, one.path("goal").asDouble(), null);
    }
  }
}
