package org.parzc.gpucheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.parzc.report.GpuCheckTable;

/**
 * Checks run to the end whatever becomes of one, within their time, and all that failed is told.
 */
class GpuCheckTest {
  private static final GpuCheck.Limits LIMITS = new GpuCheck.Limits(60, 0.2, 1);

  private interface Body {
    void run(Findings findings, Deadline deadline) throws Exception;
  }

  private static Check check(String name, int seconds, Body body) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public int seconds() {
        return seconds;
      }

      @Override
      public void run(Findings findings, Deadline deadline) throws Exception {
        body.run(findings, deadline);
      }
    };
  }

  private static final Check GOOD =
      check(
          "good",
          5,
          (findings, deadline) -> {
            findings.holds("stands", true, "well");
            findings.atLeast("rate", 81.5, "%", 80);
            findings.measured("time", 0.00123, "s");
            findings.notRun("rest", "no tool | here");
          });

  @Test
  void nothingFailed() {
    GpuReport report = GpuCheck.run("some GPU", "1.2", List.of(GOOD), LIMITS, result -> {});
    assertThat(report.failures()).isEmpty();
    assertThat(GpuCheckTable.markdown(report))
        .containsPattern(
            "^some GPU, ParZC 1.2, \\d+ s:\n\n\\| check \\| what \\| found \\| goal \\|  \\|\n")
        .contains(
            "| good | stands |  |  | good: well |\n",
            "| good | rate | 81.5 % | at least 80 | good |\n",
            "| good | time | 1.2e-03 s |  |  |\n",
            "| good | rest |  |  | not run: no tool \\| here |\n");
  }

  @Test
  void oneThatFailsDoesNotStopTheOthers() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    List<String> heard = new ArrayList<>();
    GpuReport report =
        GpuCheck.run(
            "some GPU",
            "1.2",
            List.of(
                check(
                    "thrown",
                    5,
                    (findings, deadline) -> {
                      findings.atMost("time", 31, "ms", 25, "of 3");
                      throw new IllegalStateException("CUDA error\nframe of C++");
                    }),
                check(
                    "stuck",
                    0,
                    (findings, deadline) -> {
                      findings.holds("begun", true, null);
                      never.await();
                    }),
                check(
                    "linked",
                    5,
                    (findings, deadline) -> {
                      throw new UnsatisfiedLinkError("libcudnn.so.9");
                    }),
                GOOD,
                check(
                    "silent",
                    5,
                    (findings, deadline) -> {
                      throw new InterruptedException();
                    })),
            LIMITS,
            result -> heard.add(result.name()));
    assertThat(heard).containsExactly("thrown", "stuck", "linked", "good", "silent");
    assertThat(report.failures())
        .containsExactly(
            "thrown: time: 31 ms (at most 25; of 3)",
            "thrown: CUDA error",
            "stuck: did not end in time; it was given up after 0 s",
            "linked: libcudnn.so.9",
            "silent: InterruptedException");
    assertThat(report.checks().get(1).findings())
        .extracting(Finding::name)
        .containsExactly("begun");
    assertThat(GpuCheckTable.markdown(report))
        .contains(
            "| thrown | time | 31 ms | at most 25 | **failed**: of 3 |\n",
            "| linked |  |  |  | **failed**: libcudnn.so.9 |\n");
    JsonNode json = new ObjectMapper().readTree(report.json());
    assertThat(json.get("device").asText()).isEqualTo("some GPU");
    assertThat(json.at("/checks/0/failure").asText()).isEqualTo("CUDA error");
    assertThat(json.at("/checks/0/findings/0/state").asText()).isEqualTo("FAILED");
    assertThat(json.at("/checks/3/findings/1/value").asDouble()).isEqualTo(81.5);
    assertThat(json.at("/checks/3").has("failure")).isFalse();
    assertThat(json.has("failures")).isFalse();
    never.countDown();
  }

  @Test
  void whatThereWasNoTimeForWasNotRun() {
    GpuReport report =
        GpuCheck.run(
            "some GPU",
            "1.2",
            List.of(
                check(
                    "long",
                    5,
                    (findings, deadline) -> {
                      while (!deadline.isOver()) {
                        Thread.sleep(1);
                      }
                      findings.holds("ended", true, null);
                    }),
                GOOD),
            new GpuCheck.Limits(0.3, 5, 1),
            result -> {});
    assertThat(report.checks().get(0).failure()).isNull();
    assertThat(report.failures()).isEmpty();
    assertThat(report.checks().get(1).findings())
        .extracting(Finding::state, Finding::note)
        .containsExactly(tuple(Finding.State.NOT_RUN, "no time was left for it"));
  }

  @Test
  void numbersForPeople() {
    assertThat(
            List.of(0.0, 256.0, 1234567.0, 1234.5, 123.4, 12.34, 0.4567, 1e-12, -3.25, Double.NaN)
                .stream()
                .map(Findings::number))
        .containsExactly(
            "0", "256", "1,234,567", "1,235", "123", "12.3", "0.457", "1.0e-12", "-3.25", "NaN");
  }
}
