package dev.sluice.config;

/** How spans are compressed on their way to the collector. */
public enum ExportCompression {
  NONE,
  GZIP
}
