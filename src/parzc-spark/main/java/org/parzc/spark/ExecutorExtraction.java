package org.parzc.spark;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.Row;
import org.parzc.extraction.ExtractionOutcome;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.nativecore.HostProcess;
import org.parzc.network.Device;
import org.parzc.space.SearchSpace;

/**
 * The extractor of an executor's process, shared by its tasks: weights and minibatches are drawn
 * once. Lives as long as the process. Thread-safe.
 */
final class ExecutorExtraction {
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  /**
   * An application has one kind of settings; a process that is driver and executor may see several
   * applications.
   */
  private static final Map<String, ExecutorExtraction> BY_JOB = new HashMap<>();

  private final SearchSpace space;
  private final Extractor extractor;
  private final OutcomeRows rows;

  private ExecutorExtraction(SentSettings sent) {
    ExtractionSettings settings = sent.settings();
    space = settings.space();
    extractor = new Extractor(settings, Device.open(sent.device()));
    rows = new OutcomeRows(sent.statistics(), sent.proxies());
  }

  /**
   * Returns the extraction of a job, made by whoever asks first.
   *
   * @throws IllegalStateException if native libraries do not load here
   */
  static synchronized ExecutorExtraction of(String job, Supplier<byte[]> settings) {
    return BY_JOB.computeIfAbsent(
        job,
        key -> {
          prepareJavaCpp();
          HostProcess.dedicate();
          try {
            return new ExecutorExtraction(SentSettings.read(settings.get()));
          } catch (LinkageError e) {
            // An error would end the executor, and its text be lost with it; an exception fails the
            // task and is told.
            throw new IllegalStateException(
                "native libraries do not load on executor "
                    + SparkEnv.get().executorId()
                    + ": "
                    + e,
                e);
          }
        });
  }

  /**
   * Before JavaCPP starts: no limits of its own on memory, and native libraries unpacked where no
   * other process is.
   */
  private static void prepareJavaCpp() {
    for (String limit : new String[] {"maxBytes", "maxPhysicalBytes"}) {
      setIfAbsent("org.bytedeco.javacpp." + limit, "0");
    }
    String executor = SparkEnv.get().executorId();
    if (!executor.equals("driver") && System.getProperty(CACHE) == null) {
      Path own = Path.of(SparkFiles.getRootDirectory(), "javacpp-" + executor).toAbsolutePath();
      System.setProperty(CACHE, own.toString());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own), "parzc-cache"));
    }
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static void delete(Path cache) {
    try {
      MoreFiles.deleteRecursively(cache, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      // The process ends; the cluster cleans up after it.
    }
  }

  /** Measures an architecture. */
  Row row(String architecture) {
    return rows.row(ExtractionOutcome.of(extractor, space.parse(architecture)));
  }
}
