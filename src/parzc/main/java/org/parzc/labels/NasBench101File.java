package org.parzc.labels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.parzc.InputException;
import org.parzc.files.InputFile;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.nasbench.NasBench101;

/**
 * The file in which NAS-Bench-101 is published: TFRecords, one for each training run, each a JSON
 * array of the cell's hash, the epochs trained, the adjacency matrix row by row, the operations
 * separated by commas, and the metrics in base64. The label of a cell is the mean over its runs of
 * 108 epochs.
 */
final class NasBench101File {
  private static final int EPOCHS = 108;
  private static final int FIELDS = 5;
  private static final double PER_CENT = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The runs of one cell: where the first was read, how many there are, and the sum of their
   * labels.
   */
  private record Runs(int record, int count, double sum) {
    Runs and(double label) {
      return new Runs(record, count + 1, sum + label);
    }

    double mean() {
      return sum / count;
    }
  }

  private final Path file;
  private final SearchSpace space;
  private final FinalAccuracy metric;
  private final LabelRequest request;
  private final InvalidEntries.Tally tally;

  private NasBench101File(LabelRequest request, FinalAccuracy metric) {
    file = request.file();
    space = request.space();
    this.metric = metric;
    this.request = request;
    tally = request.tally();
  }

  /** Returns whether a file is one: its name says it. */
  static boolean recognises(FileStart start) {
    return start.name().endsWith(".tfrecord");
  }

  /**
   * Reads a whole file, record by record; the label column is the name of a {@link FinalAccuracy},
   * and labels are per cent.
   *
   * @throws InputException if the space is another, there is no such metric, or the file is
   *     missing, cut, damaged, not NAS-Bench-101's or without runs of 108 epochs
   */
  static Labels read(LabelRequest request) {
    Path file = request.withoutArchitectureColumn().file();
    if (!(request.space() instanceof NasBench101)) {
      throw new InputException(
          "%s: a .tfrecord holds cells of %s, the space is %s"
              .formatted(file, new NasBench101().name(), request.space().name()));
    }
    FinalAccuracy metric = FinalAccuracy.named(file, request.labelColumn());
    return new NasBench101File(request, metric).labels();
  }

  private Labels labels() {
    Map<Architecture, Runs> runs = new LinkedHashMap<>();
    int passedOver = 0;
    try (TfRecordReader records = TfRecordReader.open(file)) {
      int number = 0;
      for (Optional<TfRecordReader.Entry> next = records.next();
          next.isPresent();
          next = records.next()) {
        number++;
        JsonNode fields = fields(next.get());
        if (fields.get(1).asInt() == EPOCHS) {
          Runs first = new Runs(number, 0, 0);
          double label = label(next.get(), fields.get(4).asText());
          if (Double.isNaN(label)) {
            passedOver++;
            continue;
          }
          TfRecordReader.Entry entry = next.get();
          tally
              .read(() -> architecture(entry, fields))
              .ifPresent(
                  cell -> runs.merge(cell, first.and(label), (before, one) -> before.and(label)));
        }
      }
    }
    tally.finish();
    if (runs.isEmpty()) {
      throw new InputException("%s: found no runs of %d epochs".formatted(file, EPOCHS));
    }
    List<LabelledArchitecture> entries = new ArrayList<>(runs.size());
    runs.forEach(
        (cell, all) -> entries.add(new LabelledArchitecture(cell, all.mean(), all.record())));
    return new Labels(
        file.toString(),
        metric.text(),
        request.rules().direction(),
        entries,
        passedOver == 0
            ? List.of()
            : List.of("%d runs without a label passed over".formatted(passedOver)));
  }

  private JsonNode fields(TfRecordReader.Entry entry) {
    JsonNode fields;
    try {
      fields = JSON.readTree(entry.data());
    } catch (IOException e) {
      throw wrong(entry, "found no JSON, expected an array of %d fields".formatted(FIELDS));
    }
    if (!fields.isArray()
        || fields.size() != FIELDS
        || !fields.get(1).isInt()
        || !fields.get(2).isTextual()
        || !fields.get(3).isTextual()
        || !fields.get(4).isTextual()) {
      throw wrong(
          entry,
          "found %s, expected hash, epochs, adjacency, operations and metrics"
              .formatted(InputFile.excerpt(fields.toString())));
    }
    return fields;
  }

  private Architecture architecture(TfRecordReader.Entry entry, JsonNode fields) {
    String matrix = fields.get(2).asText();
    int vertices = (int) Math.sqrt(matrix.length());
    if (vertices < 1 || vertices * vertices != matrix.length()) {
      throw wrong(
          entry, "found %d entries, expected those of a square matrix".formatted(matrix.length()));
    }
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < vertices; row++) {
      rows.add(matrix.substring(row * vertices, (row + 1) * vertices));
    }
    try {
      return space.interpret(
          String.join("/", rows)
              + SearchSpace.SEPARATOR
              + fields.get(3).asText().replace(',', '|'));
    } catch (ArchitectureSyntaxException e) {
      throw wrong(entry, "not an architecture of %s: %s".formatted(space.name(), e.getMessage()));
    }
  }

  /** Returns the label of a run; NaN if it is missing and may be. */
  private double label(TfRecordReader.Entry entry, String base64) {
    OptionalDouble found;
    try {
      // Python breaks base64 into lines, which only the decoder for mail accepts.
      found = metric.of(Base64.getMimeDecoder().decode(base64));
    } catch (IOException | IllegalArgumentException e) {
      throw wrong(entry, "the metrics cannot be decoded: " + e.getMessage());
    }
    double label = PER_CENT * found.orElse(Double.NaN);
    if (Double.isNaN(label) && !request.skipsUnlabelled()) {
      throw wrong(entry, "found no " + metric.text() + LabelCollector.SKIP);
    }
    if (!Double.isNaN(label) && !request.range().contains(label)) {
      throw wrong(
          entry,
          "%s: found %s, expected %s".formatted(metric.text(), label, request.range().expected()));
    }
    return label;
  }

  private InputException wrong(TfRecordReader.Entry entry, String message) {
    return new InputException("%s: byte %d: %s".formatted(file, entry.offset(), message));
  }
}
