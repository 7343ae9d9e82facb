package org.parzc.dataset;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.parzc.space.Architecture;

/**
 * The networks of some architectures cannot be run. The others may be asked for again, without
 * these.
 */
public final class UnmeasurableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<Architecture, String> failures;

  /**
   * @param failures what went wrong with each, in one line; at least one
   */
  public UnmeasurableException(Map<Architecture, String> failures) {
    super(message(failures));
    this.failures = ImmutableMap.copyOf(failures);
  }

  private static String message(Map<Architecture, String> failures) {
    Map.Entry<Architecture, String> first = failures.entrySet().iterator().next();
    return "%d architectures could not be run; the first, %s: %s"
        .formatted(failures.size(), first.getKey(), first.getValue());
  }

  /** Returns what went wrong with each architecture. */
  public Map<Architecture, String> failures() {
    return failures;
  }
}
