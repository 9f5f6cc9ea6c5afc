package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An output item while it is streamed. Confined to one stream. */
interface StreamedItem {

  /** The status of an item that the failure of its attempt has cut off. */
  String BROKEN = "incomplete";

  /** Tells that no more text follows; idempotent. */
  void closeText();

  /** Tells its end; idempotent. */
  void done(String status);

  /** Tells that the attempt that wrote it has failed; idempotent. */
  void breakOff();

  /** As it is at its end. */
  ObjectNode json();
}
