package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.images.ImageFiles;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.spaces.nasbench.NasBench201;

/** NAS-Bench-101's published file, written here as the benchmark writes it. */
class NasBench101FileTest {
  private static final SearchSpace SPACE = new NasBench101();
  private static final String VALIDATION = "final_validation_accuracy";
  private static final String CHAIN = "010001000";
  private static final String CHAIN_OPERATIONS = "input,maxpool3x3,output";
  private static final String CHAIN_TEXT = "010/001/000;input|maxpool3x3|output";
  private static final String DIRECT = "0100";
  private static final String ADVICE = "; skip-invalid passes over such architectures";
  private static final String DIRECT_TEXT = "01/00;input|output";

  @TempDir Path folder;
  private Path file;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  @BeforeEach
  void name() {
    file = folder.resolve("nasbench_only108.tfrecord");
  }

  private Labels read(String metric) {
    ImageFiles.write(file, content.toByteArray());
    return LabelFile.read(file, SPACE, null, metric, LabelRange.PERCENT);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> read(VALIDATION))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": " + message);
  }

  private void run(String matrix, String operations, int epochs, double validation, double test)
      throws IOException {
    record(
        "[\"hash\", %d, \"%s\", \"%s\", \"%s\"]"
            .formatted(epochs, matrix, operations, base64(metrics(validation, test))));
  }

  private void record(String json) {
    byte[] data = json.getBytes(StandardCharsets.UTF_8);
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    for (byte[] part : new byte[][] {length, data}) {
      content.writeBytes(part);
      content.writeBytes(
          ByteBuffer.allocate(4)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(TfRecordReader.checksum(part, part.length))
              .array());
    }
  }

  /** Python's base64 has line breaks, which JSON escapes. */
  private static String base64(byte[] bytes) {
    return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes).replace("\n", "\\n")
        + "\\n";
  }

  /** Returns metrics with evaluations at the start, half way and at the end. */
  private static byte[] metrics(double validation, double test) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeByteArray(1, evaluation(0, 0.1, 0.1));
    out.writeByteArray(1, evaluation(54, validation / 2, test / 2));
    out.writeByteArray(1, evaluation(108, validation, test));
    out.writeInt32(2, 8_555_530);
    out.writeDouble(3, 2034.5);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] evaluation(double epoch, double validation, double test)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeDouble(1, epoch);
    out.writeDouble(2, 1000);
    out.writeDouble(3, 1);
    out.writeDouble(4, validation);
    out.writeDouble(5, test);
    out.writeString(6, "model.ckpt-" + (int) epoch);
    out.flush();
    return bytes.toByteArray();
  }

  @Test
  void theLabelIsTheMeanOverTheRunsOf108Epochs() throws IOException {
    run(CHAIN, CHAIN_OPERATIONS, 4, 0.2, 0.2);
    run(CHAIN, CHAIN_OPERATIONS, 108, 0.9, 0.8);
    run(DIRECT, "input,output", 108, 0.5, 0.25);
    run(CHAIN, CHAIN_OPERATIONS, 108, 0.91, 0.81);
    run(CHAIN, CHAIN_OPERATIONS, 108, 0.95, 0.85);
    Labels labels = read(VALIDATION);
    assertThat(labels.column()).isEqualTo(VALIDATION);
    assertThat(labels.architectures())
        .containsExactly(SPACE.parse(CHAIN_TEXT), SPACE.parse(DIRECT_TEXT));
    assertThat(labels.values()).containsExactly(new double[] {92, 50}, within(1e-9));
    assertThat(labels.entries().stream().map(LabelledArchitecture::line)).containsExactly(2, 3);
    assertThat(read("final_test_accuracy").values())
        .containsExactly(new double[] {82, 25}, within(1e-9));
  }

  /** Seven vertices and twelve edges, of which nine are on paths; then ten edges that all are. */
  @Test
  void pruningComesBeforeCountingEdges() throws IOException {
    run(
        "0111101" + "0000011" + "0000001" + "0000110" + "0000011" + "0000000" + "0000000",
        "input,maxpool3x3,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,conv3x3-bn-relu,output",
        108,
        0.9,
        0.8);
    assertThat(read(VALIDATION).architectures())
        .containsExactly(
            SPACE.parse(
                "011111/000001/000001/000010/000001/"
                    + "000000;input|maxpool3x3|maxpool3x3|conv3x3-bn-relu|conv3x3-bn-relu|output"));
    int second = content.size();
    run(
        "01111" + "00111" + "00011" + "00001" + "00000",
        "input,maxpool3x3,maxpool3x3,maxpool3x3,output",
        108,
        0.7,
        0.7);
    String message =
        ": byte "
            + second
            + ": not an architecture of nasbench101: column 1: found 10 edges on paths "
            + "from the input to the output, expected at most 9";
    assertRefused(message.substring(2) + ADVICE);
    List<String> told = new ArrayList<>();
    assertThat(
            LabelFile.read(
                    file,
                    SPACE,
                    LabelRules.strict(null, VALIDATION, LabelRange.PERCENT)
                        .with(InvalidEntries.skipped(told::add)))
                .values())
        .containsExactly(90);
    assertThat(told)
        .containsExactly(
            file
                + ": 1 of 2 entries are not architectures of nasbench101 and are passed "
                + "over; the first: "
                + file
                + message);
  }

  @Test
  void theChecksumIsAMaskedCrc32c() {
    // CRC-32C of these digits is e3069283; TensorFlow turns it by 15 bits and adds a282ead8.
    int turned = (0xe3069283 >>> 15) | (0xe3069283 << 17);
    assertThat(TfRecordReader.checksum("123456789".getBytes(StandardCharsets.US_ASCII), 9))
        .isEqualTo(turned + 0xa282ead8);
  }

  @Test
  void damageAndCutsNameTheByte() throws IOException {
    run(DIRECT, "input,output", 108, 0.5, 0.5);
    int second = content.size();
    run(CHAIN, CHAIN_OPERATIONS, 108, 0.9, 0.9);
    byte[] whole = content.toByteArray();
    for (int end : new int[] {second + 1, second + 11, second + 12, whole.length - 1}) {
      content.reset();
      content.write(whole, 0, end);
      assertThatThrownBy(() -> read(VALIDATION))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + ": byte " + second + ": found ")
          .hasMessageEndingWith("more of the record");
    }
    for (int place : new int[] {second, second + 8, second + 20, whole.length - 1}) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 4;
      content.reset();
      content.writeBytes(damaged);
      assertThatThrownBy(() -> read(VALIDATION))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              file
                  + ": byte "
                  + second
                  + ": the record's "
                  + (place < second + 12 ? "length" : "data")
                  + " is damaged: found checksum ");
    }
  }

  @Test
  void whatIsNotTheBenchmarksNamesTheByte() throws IOException {
    run(DIRECT, "input,output", 108, 0.5, 0.5);
    String at = "byte " + content.size() + ": ";
    byte[] first = content.toByteArray();
    String bad = base64(new byte[] {10, 100, 1});
    String[][] cases = {
      {"no", "found no JSON, expected an array of 5 fields"},
      {"{}", "found '{}', expected hash, epochs, adjacency, operations and metrics"},
      {
        "[\"hash\",108,\"0100\",\"input,output\"]",
        "found '[\"hash\",108,\"0100\",\"input,output\"]', "
            + "expected hash, epochs, adjacency, operations and metrics"
      },
      {
        "[\"hash\",108,\"0100\",\"input,output\",\"" + bad + "\"]",
        "the metrics cannot be decoded: While parsing a protocol message, the input ended"
            + " unexpectedly in the middle of a field.  This could mean either that the input has"
            + " been truncated or that an embedded message misreported its own length."
      },
      {
        "[\"hash\",108,\"0100\",\"input,output\",\"\"]",
        "found no " + VALIDATION + "; skip-unlabelled passes over such architectures"
      },
      {
        "[\"hash\",108,\"01000\",\"input,output\",\"" + base64(metrics(0.5, 0.5)) + "\"]",
        "found 5 entries, expected those of a square matrix" + ADVICE
      },
      {
        "[\"hash\",108,\"0100\",\"input,out\",\"" + base64(metrics(0.5, 0.5)) + "\"]",
        "not an architecture of nasbench101: column 13: found 'out', expected output, operation 2"
            + " of 2"
            + ADVICE
      },
      {
        "[\"hash\",108,\"0100\",\"input,output\",\"" + base64(metrics(1.5, 0.5)) + "\"]",
        VALIDATION
            + ": found 150.0, expected 0.0 to 100.0; label-range MIN,MAX says which labels make"
            + " sense"
      }
    };
    for (String[] each : cases) {
      content.reset();
      content.writeBytes(first);
      record(each[0]);
      assertRefused(at + each[1]);
    }
  }

  @Test
  void refusesOtherMetricsSpacesAndEpochs() throws IOException {
    run(DIRECT, "input,output", 36, 0.5, 0.5);
    assertRefused("found no runs of 108 epochs");
    String names = ", expected the label column final_validation_accuracy or final_test_accuracy";
    assertThatThrownBy(() -> read("val_acc"))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": found 'val_acc'" + names);
    assertThatThrownBy(() -> read(null))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": found no label column" + names);
    assertThatThrownBy(
            () -> LabelFile.read(file, new NasBench201(), null, VALIDATION, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": a .tfrecord holds cells of nasbench101, the space is nasbench201");
    content.reset();
    assertRefused("the file is empty");
  }

  @Test
  void refusesAMissingFile() {
    assertThatThrownBy(() -> LabelFile.read(file, SPACE, null, VALIDATION, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": no such file");
  }
}
