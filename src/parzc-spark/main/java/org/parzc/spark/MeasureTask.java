package org.parzc.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * What executors do: architectures' texts in, one row for each out. Doing it again gives the same
 * rows.
 */
final class MeasureTask implements FlatMapFunction<List<String>, Row> {
  private static final long serialVersionUID = 1L;

  private final String job;
  private final Broadcast<byte[]> settings;

  /**
   * @param job differs where settings differ
   * @param settings {@link SentSettings} as bytes
   */
  MeasureTask(String job, Broadcast<byte[]> settings) {
    this.job = job;
    this.settings = settings;
  }

  @Override
  public Iterator<Row> call(List<String> architectures) {
    ExecutorExtraction extraction = ExecutorExtraction.of(job, settings::value);
    return architectures.stream().map(extraction::row).iterator();
  }
}
