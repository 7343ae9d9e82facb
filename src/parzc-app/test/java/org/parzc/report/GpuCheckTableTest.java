package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.gpucheck.CheckResult;
import org.parzc.gpucheck.Finding;
import org.parzc.gpucheck.GpuReport;

/** What checks of a GPU found, in Markdown. */
class GpuCheckTableTest {
  @Test
  void findingsAndFailuresHaveARowEach() {
    GpuReport report =
        new GpuReport(
            "some GPU",
            "1.2",
            61.4,
            List.of(
                new CheckResult(
                    "speed",
                    2,
                    List.of(
                        new Finding("rate", Finding.State.FAILED, 31.0, "ms", "at most 25", "of 3"),
                        new Finding("time", Finding.State.MEASURED, 0.00123, "s", null, null),
                        new Finding(
                            "rest", Finding.State.NOT_RUN, null, null, null, "no tool | here")),
                    "out of memory")));
    assertThat(GpuCheckTable.markdown(report))
        .isEqualTo(
            """
            some GPU, ParZC 1.2, 61 s:

            | check | what | found | goal |  |
            | --- | --- | --- | --- | --- |
            | speed | rate | 31 ms | at most 25 | **failed**: of 3 |
            | speed | time | 1.2e-03 s |  |  |
            | speed | rest |  |  | not run: no tool \\| here |
            | speed |  |  |  | **failed**: out of memory |
            """);
  }
}
