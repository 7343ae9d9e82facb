package org.parzc.cli;

import org.parzc.dataset.ExtractionListener;
import org.parzc.extraction.ExtractionEngine;
import org.parzc.extraction.ExtractionSettings;

/** Says what an extraction does, and shows its progress. */
final class ExtractionMessages implements ExtractionListener {
  private final Output output;
  private Progress progress;

  ExtractionMessages(Output output) {
    this.output = output;
  }

  @Override
  public void skipped(String store, int present, int asked) {
    output.say("%s: %d of %d architectures are there already, skipped%n", store, present, asked);
  }

  @Override
  public void shared(String store, int networks) {
    output.say("%s: %d networks were measured before, under another name%n", store, networks);
  }

  @Override
  public void started(ExtractionSettings settings, ExtractionEngine engine, int networks) {
    progress = output.progress("statistics", "networks", networks);
    output.say("  %-10s  %s%n", "device", engine.description());
    settings.provenance().facts().forEach((key, value) -> output.say("  %-10s  %s%n", key, value));
  }

  @Override
  public void ran() {
    progress.step();
  }

  @Override
  public void retried(String store, int networks) {
    output.warn("%s: %d networks could not be run, tried once more%n", store, networks);
  }

  @Override
  public void ended() {
    progress.close();
  }

  @Override
  public void finished(String store, Summary summary) {
    output.say(
        "%s: %d architectures extracted in %.1f s on %s (%d networks, %.2f per second)%n",
        store,
        summary.architectures(),
        summary.seconds(),
        summary.workers(),
        summary.networks(),
        summary.networks() / summary.seconds());
    summary
        .absent()
        .forEach(
            (name, count) ->
                output.warn(
                    "%s: %s cannot be had of %d of %d architectures, left " + "empty%n",
                    store, name, count, summary.architectures()));
    if (!summary.nonFinite().isEmpty()) {
      output.warn("%s: %s%n", store, summary.nonFinite().line());
    }
  }
}
