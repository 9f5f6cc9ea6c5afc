package dev.sluice.batch.store;

/** A record of the table of files and batches. */
public sealed interface Stored permits StoredFile, StoredBatch, StoredCancel, BatchProgress {

  /** Whose it is; all records of a tenant are in its partition. */
  String tenant();

  /** The record's key, under which a later record replaces it. */
  String key();
}
