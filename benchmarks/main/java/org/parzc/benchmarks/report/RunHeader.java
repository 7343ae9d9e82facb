package org.parzc.benchmarks.report;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.parzc.benchmarks.report.Run.Measurement;

/** Says in Markdown when, where, with what and how the results were measured. */
final class RunHeader {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

  private RunHeader() {}

  /** What ratios must have in common. */
  private record SetUp(RunConditions conditions, String jmh, String jvm) {
    static SetUp of(Measurement measurement) {
      JmhResult.Versions versions = measurement.result().versions();
      return new SetUp(
          measurement.conditions(),
          versions.jmhVersion(),
          versions.vmName() + " " + versions.vmVersion());
    }

    String markdown() {
      RunConditions.Machine machine = conditions.machine();
      RunConditions.Libraries libraries = conditions.libraries();
      return """
      %s:

      - commit: %s
      - machine: %s, %s, %d GiB of memory, %s
      - Java: %s, JMH %s
      - native: libparzc %s with %s, LibTorch %s, JavaCPP %s
      """
          .formatted(
              LocalDate.parse(conditions.date()).format(DAY),
              conditions.commit(),
              machine.processor(),
              counted(machine.cores(), "core"),
              machine.gibibytes(),
              machine.system(),
              jvm,
              jmh,
              libraries.libparzc(),
              libraries.instructionSet(),
              libraries.libtorch(),
              libraries.javacpp());
    }
  }

  /** How long, how often and on how many threads. */
  private record Effort(JmhResult.Schedule schedule, int threads) {
    static Effort of(Measurement measurement) {
      return new Effort(measurement.result().schedule(), measurement.result().threads());
    }

    @Override
    public String toString() {
      return "%s of %d × %s after %d × %s of warm-up, %s"
          .formatted(
              counted(schedule.forks(), "fork"),
              schedule.measurementIterations(),
              schedule.measurementTime(),
              schedule.warmupIterations(),
              schedule.warmupTime(),
              counted(threads, "thread"));
    }
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  static String of(Collection<Measurement> measurements) {
    Map<SetUp, List<Measurement>> bySetUp =
        measurements.stream().collect(groupingBy(SetUp::of, LinkedHashMap::new, toList()));
    String warning =
        bySetUp.size() == 1
            ? ""
            : "**Merged from runs with %d set-ups: compare only within one.**\n\n"
                .formatted(bySetUp.size());
    return warning
        + bySetUp.entrySet().stream()
            .map(
                entry ->
                    entry.getKey().markdown() + schedules(entry.getValue(), bySetUp.size() > 1))
            .collect(joining("\n"));
  }

  private static String schedules(List<Measurement> measurements, boolean always) {
    Map<Effort, String> classes =
        measurements.stream()
            .collect(
                groupingBy(
                    Effort::of,
                    LinkedHashMap::new,
                    mapping(
                        measurement -> "`" + measurement.result().className() + "`",
                        collectingAndThen(
                            toList(), names -> names.stream().distinct().collect(joining(", "))))));
    return classes.entrySet().stream()
        .map(
            entry ->
                "- schedule"
                    + (always || classes.size() > 1 ? " of " + entry.getValue() : "")
                    + ": "
                    + entry.getKey()
                    + "\n")
        .collect(joining());
  }
}
