package org.parzc.benchmarks.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A table in Markdown: names on the left, numbers aligned right. */
final class MarkdownTable {
  private final List<List<String>> lines = new ArrayList<>();

  /** Starts a table with its header. */
  MarkdownTable(List<String> names, List<String> numbers) {
    add(names, numbers);
    add(Collections.nCopies(names.size(), "---"), Collections.nCopies(numbers.size(), "---:"));
  }

  /** Adds a line with as many names and numbers as the header has. */
  void add(List<String> names, List<String> numbers) {
    lines.add(Stream.concat(names.stream(), numbers.stream()).toList());
  }

  @Override
  public String toString() {
    return lines.stream().map(cells -> "| " + String.join(" | ", cells) + " |\n").collect(joining());
  }
}
