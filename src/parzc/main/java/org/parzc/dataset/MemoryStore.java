package org.parzc.dataset;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.parzc.InputException;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NonFinite;

/** Statistics in memory, gone with the process. Thread-safe: methods exclude each other. */
final class MemoryStore implements StatisticsStore {
  private final Map<String, ArchitectureStatistics> statistics = new LinkedHashMap<>();
  private NonFinite nonFinite = NonFinite.NONE;

  @Override
  public synchronized Set<String> architectures() {
    return Set.copyOf(statistics.keySet());
  }

  @Override
  public synchronized List<ArchitectureStatistics> read(Collection<String> architectures) {
    architectures.stream()
        .filter(one -> !statistics.containsKey(one))
        .findFirst()
        .ifPresent(
            missing -> {
              throw new InputException("memory: found no statistics of " + missing);
            });
    return architectures.stream().map(statistics::get).toList();
  }

  @Override
  public Optional<String> readOnly() {
    return Optional.empty();
  }

  @Override
  public synchronized void add(ArchitectureStatistics one) {
    if (statistics.putIfAbsent(one.architecture(), one) != null) {
      throw new IllegalArgumentException(one.architecture() + ": is there already");
    }
    nonFinite = nonFinite.with(one);
  }

  /** Failures are told to those who asked, and forgotten. */
  @Override
  public void addFailure(String architecture, String message) {}

  /** One process has one device to extract on. */
  @Override
  public void requireDevice(String device) {}

  @Override
  public synchronized NonFinite nonFinite() {
    return nonFinite;
  }

  @Override
  public void close() {}
}
