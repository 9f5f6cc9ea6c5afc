package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An output item while it is streamed. Confined to one stream. */
interface StreamedItem {

  /** Tells its end; idempotent. */
  void done(String status);

  /** As it is at its end. */
  ObjectNode json();
}
