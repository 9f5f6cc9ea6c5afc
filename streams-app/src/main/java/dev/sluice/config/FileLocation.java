package dev.sluice.config;

import com.fasterxml.jackson.core.JsonLocation;

/** A line and a column of the file, both from 1; {@link #FILE} is the file as a whole. */
record FileLocation(int line, int column) {
  static final FileLocation FILE = new FileLocation(0, 0);

  static FileLocation of(JsonLocation location) {
    return new FileLocation(location.getLineNr(), location.getColumnNr());
  }
}
