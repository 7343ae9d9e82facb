package org.parzc.spaces.custom;

import java.util.List;

/** A value in a definition file, and where it stands. */
sealed interface Entry {
  /** Returns where it starts. */
  Place place();

  /** Returns the value as messages quote it. */
  String found();

  /** A word, a number, true or false. */
  record Text(Place place, String text) implements Entry {
    @Override
    public String found() {
      return "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
    }

    /** Returns the value without its place. */
    @Override
    public String toString() {
      return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }

  /** Values in order. */
  record Items(Place place, List<Entry> items) implements Entry {
    @Override
    public String found() {
      return "a list";
    }

    /** Returns the values without their places. */
    @Override
    public String toString() {
      return items.toString();
    }
  }

  /** Named values in order, each name once. */
  record Keys(Place place, List<Key> keys) implements Entry {
    @Override
    public String found() {
      return "keys";
    }

    /** Returns the names and values without their places. */
    @Override
    public String toString() {
      return keys.toString();
    }
  }

  /**
   * A named value.
   *
   * @param place where the name starts
   */
  record Key(Place place, String name, Entry value) {
    /** Returns name and value without their places. */
    @Override
    public String toString() {
      return name + ":" + value;
    }
  }
}
