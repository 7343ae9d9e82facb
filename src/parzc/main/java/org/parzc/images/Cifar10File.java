package org.parzc.images;

import java.nio.file.Path;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.files.InputFile;

/**
 * The binary layout of CIFAR-10: records of a label byte and 3072 pixel bytes, the planes red,
 * green and blue.
 */
final class Cifar10File {
  static final String KIND = "cifar10";
  private static final Shape SHAPE = new Shape(3, 32, 32);
  private static final int CLASSES = 10;
  private static final int RECORD = 1 + 3 * 32 * 32;

  private Cifar10File() {}

  static ImageSet read(Path file, long seed) {
    byte[] bytes = InputFile.uncompressed(file);
    if (bytes.length % RECORD != 0) {
      throw new InputException(
          "%s: found %d bytes, expected a multiple of %d: record %d is cut at byte %d"
              .formatted(file, bytes.length, RECORD, bytes.length / RECORD + 1, bytes.length));
    }
    byte[] labels = new byte[bytes.length / RECORD];
    for (int record = 0; record < labels.length; record++) {
      int label = bytes[record * RECORD] & 0xff;
      if (label >= CLASSES) {
        throw new InputException(
            "%s: record %d at byte %d: found label %d, expected 0 to %d"
                .formatted(file, record + 1, record * RECORD, label, CLASSES - 1));
      }
      labels[record] = (byte) label;
    }
    RawImages raw = new RawImages(bytes, 1, RECORD, SHAPE, labels);
    return StoredImages.of(
        file.toString(), ImageOrigin.of(KIND, file, bytes), raw, SHAPE, CLASSES, seed);
  }
}
