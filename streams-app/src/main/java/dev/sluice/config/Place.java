package dev.sluice.config;

import com.fasterxml.jackson.core.JsonLocation;

/** A line and a column of the file, both from 1; {@link #FILE} is the file as a whole. */
record Place(int line, int column) {
  static final Place FILE = new Place(0, 0);

  static Place of(JsonLocation location) {
    return new Place(location.getLineNr(), location.getColumnNr());
  }
}
