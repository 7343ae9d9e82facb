package org.parzc.network;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the user wants networks to run.
 *
 * @param kind the kind of device
 * @param index number of the CUDA device, from 0; 0 for other kinds
 */
public record DeviceRequest(Kind kind, int index) implements Serializable {
  /** CUDA if there is a device and LibTorch can use it, else the CPU. */
  public static final DeviceRequest AUTO = new DeviceRequest(Kind.AUTO, 0);

  /** The CPU. */
  public static final DeviceRequest CPU = new DeviceRequest(Kind.CPU, 0);

  /** The first CUDA device. */
  public static final DeviceRequest CUDA = new DeviceRequest(Kind.CUDA, 0);

  /** All CUDA devices. */
  public static final DeviceRequest ALL = new DeviceRequest(Kind.ALL, 0);

  private static final Pattern FORM =
      Pattern.compile("(?i)(auto)|(cpu)|cuda(?::(?:(all)|(\\d{1,3})))?");

  /** What may be asked for. */
  public enum Kind {
    /** The first CUDA device that can be had, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** One CUDA device or nothing. */
    CUDA,
    /** All CUDA devices, or nothing if there is none. */
    ALL
  }

  /**
   * Reads {@code auto}, {@code cpu}, {@code cuda}, {@code cuda:N} or {@code cuda:all}, in any case.
   *
   * @throws IllegalArgumentException if the text is nothing of these, saying what was expected
   */
  public static DeviceRequest parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "found '%s', expected auto, cpu, cuda, cuda:N or cuda:all".formatted(text));
    }
    if (form.group(1) != null) {
      return AUTO;
    } else if (form.group(2) != null) {
      return CPU;
    } else if (form.group(3) != null) {
      return ALL;
    }
    return new DeviceRequest(
        Kind.CUDA, form.group(4) == null ? 0 : Integer.parseInt(form.group(4)));
  }

  /** Returns whether nothing but CUDA will do. */
  public boolean insistsOnCuda() {
    return kind == Kind.CUDA || kind == Kind.ALL;
  }

  /** Returns the text that {@link #parse} reads. */
  @Override
  public String toString() {
    return switch (kind) {
      case AUTO -> "auto";
      case CPU -> "cpu";
      case CUDA -> index == 0 ? "cuda" : "cuda:" + index;
      case ALL -> "cuda:all";
    };
  }
}
