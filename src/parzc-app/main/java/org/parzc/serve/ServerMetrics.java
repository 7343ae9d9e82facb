package org.parzc.serve;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What a server counts, for Prometheus. Thread-safe. */
final class ServerMetrics {
  /** Of what {@link #text} returns. */
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("parzc_requests_total")
          .help("Requests answered, by path and status.")
          .labelNames("path", "status")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("parzc_request_seconds")
          .unit(Unit.SECONDS)
          .help("Time from a request's arrival to the end of its answer.")
          .labelNames("path")
          .classicOnly()
          .classicUpperBounds(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
          .register(registry);
  private final Counter scored =
      Counter.builder()
          .name("parzc_architectures_scored_total")
          .help("Architectures scored for requests.")
          .register(registry);

  /**
   * @param queued number of requests that wait or are worked on
   * @param jobs number of searches that wait or run
   * @param extracted number of architectures measured
   */
  ServerMetrics(IntSupplier queued, IntSupplier jobs, LongSupplier extracted) {
    GaugeWithCallback.builder()
        .name("parzc_queue_length")
        .help("Requests with work to do that wait or are worked on.")
        .callback(callback -> callback.call(queued.getAsInt()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("parzc_search_jobs")
        .help("Searches that wait or run.")
        .callback(callback -> callback.call(jobs.getAsInt()))
        .register(registry);
    CounterWithCallback.builder()
        .name("parzc_architectures_extracted_total")
        .help("Architectures measured, for requests and searches.")
        .callback(callback -> callback.call((double) extracted.getAsLong()))
        .register(registry);
  }

  /**
   * @param path of the route, not of the request, so that there are few
   */
  void answered(String path, int status, long nanoseconds) {
    requests.labelValues(path, String.valueOf(status)).inc();
    seconds.labelValues(path).observe(nanoseconds / 1e9);
  }

  void scored(int architectures) {
    scored.inc(architectures);
  }

  /** Returns all counts in Prometheus's text format. */
  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }
}
