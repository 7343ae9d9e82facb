package org.parzc.spaces.custom;

import org.parzc.InputException;

/**
 * A place in a file.
 *
 * @param file the file as the user named it
 * @param line from 1
 * @param column from 1
 */
record Place(String file, int line, int column) {
  /** Returns the exception that points here. */
  InputException wrong(String message) {
    return new InputException(this + ": " + message);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
