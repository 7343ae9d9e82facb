package org.parzc.images;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.files.InputFile;

/**
 * Reads the option that names images: {@code cifar10:PATH}, {@code idx:IMAGES}, {@code
 * idx:IMAGES,LABELS}, {@code normal}, or {@code normal:SIDE} with rows and columns of that number.
 * Files may be compressed with gzip.
 */
public final class ImageSources {
  private static final String SYNTAX = "cifar10:PATH, idx:IMAGES[,LABELS] or normal[:SIDE]";

  private static final Pattern NORMAL_OF_A_SIZE =
      Pattern.compile(NormalImages.KIND + ":([1-9][0-9]{0,3})");

  private ImageSources() {}

  /**
   * Returns the images that an option names.
   *
   * @param option one of the forms above
   * @param seed decides the order of stored images and the content of normal ones
   * @param shapeForNormal shape of normal images, unless they are of a side; stored images have
   *     their own
   * @param classesForNormal classes of normal images, at least 2; stored images have their own
   * @throws InputException if the option is none of the forms or a file cannot be used
   */
  public static ImageSource parse(
      String option, long seed, Shape shapeForNormal, int classesForNormal) {
    if (option.equals(NormalImages.KIND)) {
      return new NormalImages(shapeForNormal, classesForNormal, seed);
    }
    Matcher sized = NORMAL_OF_A_SIZE.matcher(option);
    if (sized.matches()) {
      int side = Integer.parseInt(sized.group(1));
      return new NormalImages(
          new Shape(shapeForNormal.channels(), side, side), classesForNormal, seed);
    }
    return stored(option, seed, SYNTAX);
  }

  /**
   * Returns the stored images that an option names.
   *
   * @param option one of the forms above except {@code normal}
   * @param seed decides the order
   * @throws InputException if the option is none of the forms or a file cannot be used
   */
  public static ImageSet parseSet(String option, long seed) {
    return stored(option, seed, "cifar10:PATH or idx:IMAGES[,LABELS]");
  }

  private static ImageSet stored(String option, long seed, String expected) {
    int colon = option.indexOf(':');
    String kind = colon < 0 ? option : option.substring(0, colon);
    String place = option.substring(colon + 1);
    boolean known = kind.equals(Cifar10File.KIND) || kind.equals(IdxFile.KIND);
    if (!known || colon < 0 || place.isEmpty()) {
      throw new InputException(
          "images: found %s, expected %s".formatted(InputFile.excerpt(option), expected));
    }
    return kind.equals(Cifar10File.KIND)
        ? Cifar10File.read(InputFile.path(place), seed)
        : idx(place, seed);
  }

  private static ImageSet idx(String place, long seed) {
    int comma = place.lastIndexOf(',');
    Path images = InputFile.path(comma < 0 ? place : place.substring(0, comma));
    Path labels =
        comma < 0 ? IdxFile.labelsBeside(images) : InputFile.path(place.substring(comma + 1));
    return IdxFile.read(images, labels, seed);
  }
}
