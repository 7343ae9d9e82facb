package org.parzc.images;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.files.InputFile;

/**
 * The IDX files of MNIST and Fashion-MNIST, plain or gzip: grey images and their labels in two
 * files. Images are padded with black to 32×32 and repeated to three channels.
 */
final class IdxFile {
  static final String KIND = "idx";
  private static final Shape FRAME = new Shape(3, 32, 32);
  private static final int CLASSES = 10;
  private static final String IMAGES_NAME = "images-idx3-ubyte";
  private static final String LABELS_NAME = "labels-idx1-ubyte";
  private static final String GZIP = ".gz";

  private IdxFile() {}

  static ImageSet read(Path images, Path labels, long seed) {
    byte[] pixels = InputFile.uncompressed(images);
    int[] extents = header(images, pixels, 3);
    if (extents[1] > FRAME.height() || extents[2] > FRAME.width()) {
      throw new InputException(
          "%s: found images of %d×%d, expected at most %d×%d"
              .formatted(images, extents[1], extents[2], FRAME.height(), FRAME.width()));
    }
    byte[] classes = InputFile.uncompressed(labels);
    int count = header(labels, classes, 1)[0];
    if (count != extents[0]) {
      throw new InputException(
          "%s: found %d labels, expected %d, one for each image of %s"
              .formatted(labels, count, extents[0], images));
    }
    byte[] checked = checked(labels, classes, count);
    RawImages raw =
        new RawImages(
            pixels,
            headerBytes(3),
            extents[1] * extents[2],
            new Shape(1, extents[1], extents[2]),
            checked);
    return StoredImages.of(
        images.toString(),
        ImageOrigin.of(KIND, images, pixels, classes),
        raw,
        FRAME,
        CLASSES,
        seed);
  }

  /**
   * Returns the labels file that belongs to an images file by the usual naming.
   *
   * @throws InputException if there are no such images, their name is not the usual one or the
   *     labels are missing
   */
  static Path labelsBeside(Path images) {
    InputFile.requirePresent(images);
    String name = images.getFileName().toString();
    if (!name.contains(IMAGES_NAME)) {
      throw new InputException(
          "%s: found no '%s' in the file name, expected idx:IMAGES,LABELS to name the labels"
              .formatted(images, IMAGES_NAME));
    }
    String labels = name.replace(IMAGES_NAME, LABELS_NAME);
    String other =
        labels.endsWith(GZIP)
            ? labels.substring(0, labels.length() - GZIP.length())
            : labels + GZIP;
    List<Path> candidates = Stream.of(labels, other).map(images::resolveSibling).toList();
    return candidates.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "%s: no labels beside it, expected %s or %s".formatted(images, labels, other)));
  }

  /**
   * Returns the extents after checking the header and that the content has exactly the bytes they
   * announce.
   */
  private static int[] header(Path file, byte[] content, int dimensions) {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    int magic = 0x800 + dimensions;
    if (content.length < Integer.BYTES || buffer.getInt() != magic) {
      throw new InputException(
          "%s: found magic %s, expected %08x (IDX of bytes, %d-dimensional)"
              .formatted(
                  file,
                  content.length < Integer.BYTES
                      ? "cut at byte " + content.length
                      : "%08x".formatted(buffer.getInt(0)),
                  magic,
                  dimensions));
    }
    if (content.length < headerBytes(dimensions)) {
      throw new InputException(
          "%s: found %d bytes, expected a header of %d"
              .formatted(file, content.length, headerBytes(dimensions)));
    }
    int[] extents = IntStream.range(0, dimensions).map(d -> buffer.getInt()).toArray();
    if (IntStream.of(extents).anyMatch(extent -> extent < 1)) {
      throw new InputException(
          "%s: found an extent of %d in the header, expected at least 1"
              .formatted(file, IntStream.of(extents).min().orElseThrow()));
    }
    double expected =
        headerBytes(dimensions) + IntStream.of(extents).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (content.length != expected) {
      throw new InputException(
          "%s: found %d bytes, expected %.0f: %s"
              .formatted(
                  file,
                  content.length,
                  expected,
                  content.length < expected
                      ? "cut in item " + (cutIn(content, extents) + 1)
                      : "trailing bytes"));
    }
    return extents;
  }

  private static long cutIn(byte[] content, int[] extents) {
    long item = IntStream.of(extents).skip(1).asLongStream().reduce(1, (a, b) -> a * b);
    return (content.length - headerBytes(extents.length)) / item;
  }

  private static int headerBytes(int dimensions) {
    return Integer.BYTES * (1 + dimensions);
  }

  private static byte[] checked(Path file, byte[] content, int count) {
    byte[] labels = new byte[count];
    for (int item = 0; item < count; item++) {
      int label = content[headerBytes(1) + item] & 0xff;
      if (label >= CLASSES) {
        throw new InputException(
            "%s: item %d at byte %d: found label %d, expected 0 to %d"
                .formatted(file, item + 1, headerBytes(1) + item, label, CLASSES - 1));
      }
      labels[item] = (byte) label;
    }
    return labels;
  }
}
