package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.Seeded;
import org.parzc.images.ImageFiles;
import org.parzc.images.ImageSources;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.spaces.nasbench.NasBench201;

/**
 * Whatever stands in a file of labels, candidates, costs, scores or images, it is read or refused
 * in one line.
 */
class HostileFilesTest {
  private static final EnumerableSpace SPACE = new NasBench201();
  private static final SearchSpace ENAS = SearchSpaces.named("nds-enas");
  private static final String ROWS =
      IntStream.range(0, 6)
          .mapToObj(i -> "%d,\"%s\",%d.5,6.25\n".formatted(i, SPACE.at(i * 2_000L).text(), 80 + i))
          .collect(Collectors.joining());
  private static final byte[] TABLE =
      ("index,architecture,accuracy,edge_latency\n" + ROWS).getBytes(StandardCharsets.UTF_8);
  private static final String LINES =
      IntStream.range(0, 6)
          .mapToObj(i -> SPACE.at(i * 2_000L).text())
          .collect(Collectors.joining("\n", "# cells\n", "\n"));
  private static final byte[] SUITE =
      """
      {"cifar10": {
        "(4, 0, 3, 1, 4, 3)": {"id": 1, "val_accuracy": 89.5, "nwot": {"score": 780.5, "time": 0.5}, "grasp": 3e2},
        "(0, 1, 2, 3, 4, 0)": {"val_accuracy": 90, "nwot": {"score": -Infinity, "time": 0.5}}}}
      """
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] NDS =
      """
      [{"net": {"genotype": {"normal": [["skip_connect", 0], ["skip_connect", 1], ["sep_conv_3x3", 0],
        ["avg_pool_3x3", 2], ["sep_conv_5x5", 1], ["max_pool_3x3", 0], ["skip_connect", 0], ["skip_connect", 1],
        ["skip_connect", 4], ["skip_connect", 4]], "normal_concat": [3, 5, 6], "reduce": [["skip_connect", 0],
        ["skip_connect", 1], ["sep_conv_3x3", 0], ["avg_pool_3x3", 2], ["sep_conv_5x5", 1], ["max_pool_3x3", 0],
        ["skip_connect", 0], ["skip_connect", 1], ["skip_connect", 4], ["skip_connect", 4]],
        "reduce_concat": [3, 5, 6]}, "width": 36, "depth": 20}, "test_ep_top1": [90.5, 6.25, 7]}]
      """
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] RECORDS =
      Bytes.concat(record("01000", "0100"), record("x", "0100"), record("hash", "0100"));

  @TempDir private static Path folder;

  /** What a file is read by. */
  private interface Reader {
    void read(Path file);
  }

  /**
   * A file as it should be.
   *
   * @param name its name, which decides how it is read
   */
  private record Sample(String name, byte[] content, Reader reader) {
    private void isReadOrRefused(byte[] changed, Draws draws) {
      draws.count(isRefused(changed) ? "refused" : "read");
    }

    private boolean isRefused(byte[] changed) {
      Path file = ImageFiles.write(folder.resolve(name), changed);
      return Hostile.isRefused(() -> reader.read(file));
    }
  }

  private static final List<Sample> TEXTS =
      List.of(
          new Sample(
              "labels.csv",
              TABLE,
              file -> LabelFile.read(file, SPACE, null, "accuracy", LabelRange.PERCENT)),
          new Sample("candidates.csv", TABLE, file -> Candidates.read(file.toString(), SPACE, 1)),
          new Sample(
              "costs.csv",
              TABLE,
              file -> NumberColumn.read(file, null, SPACE, "latency.edge", InvalidEntries.REFUSED)),
          new Sample(
              "index.csv",
              TABLE,
              file -> NumberColumn.read(file, file, SPACE, "latency.edge", InvalidEntries.REFUSED)),
          new Sample(
              "candidates.txt",
              LINES.getBytes(StandardCharsets.UTF_8),
              file -> Candidates.read(file.toString(), SPACE, 1)),
          new Sample(
              "suite.json",
              SUITE,
              file ->
                  LabelFile.read(file, SPACE, null, "cifar10/val_accuracy", LabelRange.PERCENT)),
          new Sample(
              "scores.json",
              SUITE,
              file ->
                  PublishedScores.read(
                      file,
                      SPACE,
                      "cifar10",
                      Set.of(SPACE.interpret("(4, 0, 3, 1, 4, 3)")),
                      InvalidEntries.REFUSED)),
          new Sample(
              "nds.json", NDS, file -> LabelFile.read(file, ENAS, null, null, LabelRange.PERCENT)));

  private static final List<Sample> BINARIES =
      List.of(
          new Sample(
              "nasbench.tfrecord",
              RECORDS,
              file ->
                  LabelFile.read(
                      file, new NasBench101(), null, "final_test_accuracy", LabelRange.PERCENT)),
          new Sample(
              "t-images-idx3-ubyte",
              ImageFiles.idxImages(3, 2, 2),
              file -> {
                ImageFiles.write(folder.resolve("t-labels-idx1-ubyte"), ImageFiles.idxLabels(3));
                ImageSources.parseSet("idx:" + file, 1).batch(0, 2);
              }),
          new Sample(
              "labels",
              ImageFiles.idxLabels(3),
              file ->
                  ImageSources.parseSet(
                          "idx:"
                              + ImageFiles.write(
                                  folder.resolve("images"), ImageFiles.idxImages(3, 2, 2))
                              + ","
                              + file,
                          1)
                      .batch(0, 2)),
          new Sample(
              "cifar.bin",
              ImageFiles.cifar10(2),
              file -> ImageSources.parseSet("cifar10:" + file, 1).batch(0, 2)),
          new Sample(
              "cifar.bin.gz",
              gzipped(),
              file -> ImageSources.parseSet("cifar10:" + file, 1).batch(0, 2)));

  private static byte[] gzipped() {
    try {
      Path file = Files.createTempFile("hostile", ".gz");
      try {
        return Files.readAllBytes(ImageFiles.gzip(file, ImageFiles.cifar10(2)));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] record(String hash, String matrix) {
    try {
      ByteArrayOutputStream evaluation = new ByteArrayOutputStream();
      CodedOutputStream inner = CodedOutputStream.newInstance(evaluation);
      inner.writeDouble(1, 108);
      inner.writeDouble(4, 0.5);
      inner.writeDouble(5, 0.5);
      inner.flush();
      ByteArrayOutputStream metrics = new ByteArrayOutputStream();
      CodedOutputStream outer = CodedOutputStream.newInstance(metrics);
      outer.writeByteArray(1, evaluation.toByteArray());
      outer.flush();
      return framed(
          "[\"%s\", 108, \"%s\", \"input,output\", \"%s\"]"
              .formatted(hash, matrix, Base64.getEncoder().encodeToString(metrics.toByteArray()))
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a record with right checksums, whatever is in it. */
  private static byte[] framed(byte[] data) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    return Bytes.concat(length, sum(length), data, sum(data));
  }

  private static byte[] sum(byte[] part) {
    return ByteBuffer.allocate(4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(TfRecordReader.checksum(part, part.length))
        .array();
  }

  @Test
  void theSamplesAreRead() {
    for (Sample sample : Stream.concat(TEXTS.stream(), BINARIES.stream()).toList()) {
      assertThat(sample.isRefused(sample.content())).as(sample.name()).isFalse();
    }
  }

  @Seeded(tries = 100)
  void changedTextsAreReadOrRefusedInOneLine(Draws draws) {
    for (Sample sample : TEXTS) {
      String text = new String(sample.content(), StandardCharsets.UTF_8);
      sample.isReadOrRefused(Hostile.text(text, draws).getBytes(StandardCharsets.UTF_8), draws);
      sample.isReadOrRefused(Hostile.bytes(sample.content(), draws), draws);
    }
  }

  @Seeded(tries = 100)
  void changedBytesAreReadOrRefusedInOneLine(Draws draws) {
    for (Sample sample : BINARIES) {
      sample.isReadOrRefused(Hostile.bytes(sample.content(), draws), draws);
    }
    byte[] json = Arrays.copyOfRange(RECORDS, 12, RECORDS.length / 3 - 4);
    BINARIES
        .get(0)
        .isReadOrRefused(
            Bytes.concat(record("hash", "0100"), framed(Hostile.bytes(json, draws))), draws);
  }

  /** The only table with a checksum that this package writes. */
  @Seeded(tries = 1)
  void damageOfWrittenLabelsIsRefused(Draws draws) throws Exception {
    Path file = folder.resolve("written.csv");
    LabelFile.write(
        file,
        IntStream.range(0, 20)
            .mapToObj(i -> new LabelledArchitecture(SPACE.at(i * 700L), 50 + i))
            .toList(),
        "accuracy",
        List.of("made up"));
    Hostile.isRefusedOrMeansTheSame(file, () -> LabelFile.read(file, SPACE), 300, draws);
  }

  @Test
  void filesCutAnywhereAreReadOrRefusedInOneLine() {
    for (Sample sample : Stream.concat(TEXTS.stream(), BINARIES.stream()).toList()) {
      byte[] whole = sample.content();
      int step = Math.max(1, whole.length / 150);
      int refused = 0;
      int cuts = 0;
      for (int end = 0; end < whole.length - 1; end += step, cuts++) {
        refused += sample.isRefused(Arrays.copyOf(whole, end)) ? 1 : 0;
      }
      assertThat(refused).as("%s: refused of %d", sample.name(), cuts).isGreaterThan(cuts / 2);
    }
  }

  /** A header, then one field that has no end; and a line that is none. */
  @Test
  @Tag("thorough")
  void giganticFieldsAreRefusedInOneShortLine() {
    byte[] gigantic =
        ("architecture,accuracy\n\"" + "|none~0|+".repeat(2_000_000))
            .getBytes(StandardCharsets.UTF_8);
    for (Sample sample : TEXTS) {
      assertThat(sample.isRefused(gigantic)).as(sample.name()).isTrue();
      assertThat(sample.isRefused(new byte[1 << 20])).as(sample.name()).isTrue();
      assertThat(sample.isRefused("[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8)))
          .as(sample.name())
          .isTrue();
      assertThat(sample.isRefused("{\"a\":".repeat(300_000).getBytes(StandardCharsets.UTF_8)))
          .as(sample.name())
          .isTrue();
    }
  }
}
