package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.batch.store.StoredFile;
import dev.sluice.json.Json;
import java.time.Instant;

/** A file as OpenAI's API shows it. Pure. */
final class FileJson {
  private FileJson() {}

  static ObjectNode of(StoredFile file) {
    Instant expiresAt = file.expiresAt();
    return Json.object()
        .put("id", file.id())
        .put("object", "file")
        .put("bytes", file.bytes())
        .put("created_at", file.createdAt().getEpochSecond())
        .put("expires_at", expiresAt == null ? null : (Long) expiresAt.getEpochSecond())
        .put("filename", file.name())
        .put("purpose", file.purpose())
        .put("status", "processed");
  }

  static ObjectNode deleted(String id) {
    return Json.object().put("id", id).put("object", "file").put("deleted", true);
  }
}
