package org.parzc.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.report.chart.ECharts;
import org.parzc.report.chart.Resource;
import org.parzc.report.chart.Themes;

/**
 * Pages as files. All text of the user stands in a block of JSON, which the page's script reads and
 * writes as text, so that none of it can become markup; and the page allows no script but its own,
 * and no request at all.
 */
public final class PageFile {
  private static final String PLACE = "/org/parzc/report/";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private PageFile() {}

  /** What the page's script reads. */
  private record Content(String version, String echarts, String licences, Page page) {}

  /**
   * Writes a page; the file appears whole or not at all.
   *
   * @param version of ParzC
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, Page page, String version) {
    String html = html(page, version);
    AtomicFile.write(file, unfinished -> Files.writeString(unfinished, html));
  }

  /** Returns the page; the same page always has the same bytes. */
  static String html(Page page, String version) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("style", Resource.text(PLACE + "page.css"));
    parts.put("library", ECharts.script());
    parts.put("script", Resource.text(PLACE + "page.js"));
    parts.put(
        "policy",
        "default-src 'none'; script-src %s %s; style-src-elem %s; style-src-attr 'unsafe-inline'; "
                .formatted(
                    hash(parts.get("library")), hash(parts.get("script")), hash(parts.get("style")))
            + "base-uri 'none'; form-action 'none'");
    parts.put("themes", Themes.json());
    parts.put("content", json(new Content(version, ECharts.VERSION, ECharts.licences(), page)));
    return new StringSubstitutor(parts, "{{", "}}")
        .setDisableSubstitutionInValues(true)
        .setEnableUndefinedVariableException(true)
        .replace(Resource.text(PLACE + "page.html"));
  }

  private static String hash(String inline) {
    return "'sha256-%s'"
        .formatted(
            Base64.getEncoder()
                .encodeToString(
                    Hashing.sha256().hashString(inline, StandardCharsets.UTF_8).asBytes()));
  }

  /** Returns JSON that cannot end the element it stands in. */
  private static String json(Content content) {
    try {
      return JSON.writeValueAsString(content).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
