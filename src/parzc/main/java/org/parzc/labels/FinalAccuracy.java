package org.parzc.labels;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.files.InputFile;

/**
 * An accuracy at the end of a training run in NAS-Bench-101: where it is in the protocol buffer
 * {@code ModelMetrics}, whose field 1 is repeated, one {@code EvaluationData} for each time that
 * the network was evaluated.
 */
enum FinalAccuracy {
  VALIDATION("final_validation_accuracy", 4),
  TEST("final_test_accuracy", 5);

  private static final int EVALUATIONS = WireFormat.FieldType.MESSAGE.getWireType() | 1 << 3;

  private final String text;
  private final int tag;

  FinalAccuracy(String text, int field) {
    this.text = text;
    tag = WireFormat.FieldType.DOUBLE.getWireType() | field << 3;
  }

  /** Returns the name that the benchmark gives it. */
  String text() {
    return text;
  }

  /**
   * @throws InputException if there is none of that name, null included
   */
  static FinalAccuracy named(Path file, String name) {
    return Stream.of(values())
        .filter(metric -> metric.text.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "%s: found %s, expected the label column %s"
                        .formatted(
                            file,
                            name == null ? "no label column" : InputFile.excerpt(name),
                            Stream.of(values())
                                .map(FinalAccuracy::text)
                                .collect(Collectors.joining(" or ")))));
  }

  /**
   * Returns the accuracy of the last evaluation, from 0 to 1, if there is one.
   *
   * @param metrics a {@code ModelMetrics}
   * @throws IOException if the bytes are not a protocol buffer
   */
  OptionalDouble of(byte[] metrics) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(metrics);
    OptionalDouble last = OptionalDouble.empty();
    for (int next = in.readTag(); next != 0; next = in.readTag()) {
      if (next == EVALUATIONS) {
        last = ofEvaluation(CodedInputStream.newInstance(in.readByteArray()));
      } else {
        in.skipField(next);
      }
    }
    return last;
  }

  private OptionalDouble ofEvaluation(CodedInputStream in) throws IOException {
    OptionalDouble found = OptionalDouble.empty();
    for (int next = in.readTag(); next != 0; next = in.readTag()) {
      if (next == tag) {
        found = OptionalDouble.of(in.readDouble());
      } else {
        in.skipField(next);
      }
    }
    return found;
  }
}
