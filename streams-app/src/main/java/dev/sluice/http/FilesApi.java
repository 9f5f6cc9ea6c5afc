package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.batch.store.BatchStore;
import dev.sluice.batch.store.ChunkInput;
import dev.sluice.batch.store.ChunkWriter;
import dev.sluice.batch.store.KnownBatch;
import dev.sluice.batch.store.ObjectIds;
import dev.sluice.batch.store.ObjectTable;
import dev.sluice.batch.store.StoredFile;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.BadParameter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files in the form of OpenAI's API, for batches. Runs on the server's threads. */
public final class FilesApi implements Endpoints {
  static final String FILES = "/v1/files";

  private static final Logger log = LoggerFactory.getLogger(FilesApi.class);
  private static final String ONE = FILES + "/{id}";
  private static final String FORM = "multipart/form-data";
  private static final ObjectPages.Sizes PAGES = new ObjectPages.Sizes(10_000, 10_000);

  /** What a form has beside its file, at most as far as anybody can tell. */
  private static final long FORM_BYTES = 64 * 1024;

  private static final long LEAST_SECONDS = 3_600;
  private static final long MOST_SECONDS = 2_592_000;

  private final StoreTurns turns;
  private final BatchStore store;
  private final long mostBytes;
  private final InstantSource clock;

  /**
   * @param mostBytes of a file
   */
  public FilesApi(ApiKeys keys, BatchStore store, long mostBytes, InstantSource clock) {
    this.turns = new StoreTurns(keys);
    this.store = store;
    this.mostBytes = mostBytes;
    this.clock = clock;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.post(FILES, turns.known(this::create));
    routes.get(FILES, turns.known(this::list));
    routes.get(ONE, turns.known(this::retrieve));
    routes.delete(ONE, turns.known(this::delete));
    routes.get(ONE + "/content", turns.known(this::content));
  }

  private void create(Context ctx, Principal principal)
      throws BadParameter, BatchStore.AwayException, IOException {
    String type = ctx.header("Content-Type");
    String boundary =
        type != null && type.regionMatches(true, 0, FORM, 0, FORM.length())
            ? MultiPart.extractBoundary(type)
            : null;
    if (boundary == null) {
      throw BadParameter.unreadable("Content-Type", "The body must be " + FORM + ".");
    }
    if (ctx.req().getContentLengthLong() > mostBytes + FORM_BYTES) {
      drain(ctx.req().getInputStream());
      throw BadParameter.tooLarge("file", "The file has more than " + mostBytes + " bytes.");
    }
    String id = ObjectIds.file();
    ChunkWriter content = new ChunkWriter(store, principal.tenant(), id);
    UploadForm form = new UploadForm(content, mostBytes);
    try {
      form.read(ctx.req().getInputStream(), boundary);
      StoredFile file = file(id, principal, form, content);
      store.put(file);
      ReplyWriter.write(ctx, 200, FileJson.of(file));
    } catch (BadParameter refused) {
      // a client reads the answer only when it has sent all
      drain(ctx.req().getInputStream());
      discard(id, principal, content);
      throw refused;
    }
  }

  private StoredFile file(String id, Principal principal, UploadForm form, ChunkWriter content)
      throws BadParameter, BatchStore.AwayException {
    String purpose = form.field("purpose");
    if (purpose == null) {
      throw BadParameter.missing("purpose");
    }
    if (!purpose.equals(StoredFile.INPUT)) {
      throw BadParameter.invalid(
          "purpose", "This gateway takes files of the purpose 'batch' only.");
    }
    if (content.bytes() == 0) {
      throw BadParameter.invalid("file", "The file is empty.");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new StoredFile(
        id, principal.tenant(), form.fileName(), purpose, now, expiry(form, now), content.flush());
  }

  private static @Nullable Instant expiry(UploadForm form, Instant now) throws BadParameter {
    String anchor = form.field("expires_after[anchor]");
    String seconds = form.field("expires_after[seconds]");
    if (anchor == null && seconds == null) {
      return null;
    }
    if (!"created_at".equals(anchor)) {
      throw BadParameter.invalid(
          "expires_after[anchor]", "'expires_after[anchor]' must be created_at.");
    }
    if (seconds != null && seconds.matches("\\d{4,7}")) {
      long after = Long.parseLong(seconds);
      if (after >= LEAST_SECONDS && after <= MOST_SECONDS) {
        return now.plusSeconds(after);
      }
    }
    throw BadParameter.invalid(
        "expires_after[seconds]",
        "'expires_after[seconds]' must be a whole number, %d to %d."
            .formatted(LEAST_SECONDS, MOST_SECONDS));
  }

  private void drain(InputStream rest) throws IOException {
    byte[] unused = new byte[64 * 1024];
    long left = mostBytes;
    int length = rest.read(unused);
    while (length >= 0 && left > 0) {
      left -= length;
      length = rest.read(unused);
    }
  }

  private void discard(String id, Principal principal, ChunkWriter content) {
    try {
      store.remove(
          new StoredFile(id, principal.tenant(), "", "", clock.instant(), null, content.flush()));
    } catch (BatchStore.AwayException away) {
      log.debug("pieces of a refused file stay until their retention is over", away);
    }
  }

  private void list(Context ctx, Principal principal)
      throws BadParameter, BatchStore.AwayException {
    String purpose = ctx.queryParam("purpose");
    Instant now = clock.instant();
    List<ObjectNode> files =
        store.current(principal.tenant()).files(principal.tenant()).stream()
            .filter(file -> !file.isExpired(now))
            .filter(file -> purpose == null || purpose.isEmpty() || file.purpose().equals(purpose))
            .map(FileJson::of)
            .toList();
    ReplyWriter.write(ctx, 200, ObjectPages.of(ctx, files, PAGES));
  }

  /** Of this tenant, and not expired. */
  static Optional<StoredFile> find(ObjectTable table, String tenant, String id, Instant now) {
    return table.file(tenant, id).filter(file -> !file.isExpired(now));
  }

  private Optional<StoredFile> find(Context ctx, Principal principal)
      throws BatchStore.AwayException {
    Optional<StoredFile> found =
        find(
            store.current(principal.tenant()),
            principal.tenant(),
            ctx.pathParam("id"),
            clock.instant());
    if (found.isEmpty()) {
      ReplyWriter.write(ctx, notFound(ctx.pathParam("id")));
    }
    return found;
  }

  static ApiError notFound(String id) {
    String shown = id.length() > 80 ? id.substring(0, 80) + "…" : id;
    return ApiError.notFound("No such File object: " + shown);
  }

  private void retrieve(Context ctx, Principal principal) throws BatchStore.AwayException {
    Optional<StoredFile> file = find(ctx, principal);
    if (file.isPresent()) {
      ReplyWriter.write(ctx, 200, FileJson.of(file.get()));
    }
  }

  private void delete(Context ctx, Principal principal) throws BatchStore.AwayException {
    Optional<StoredFile> file = find(ctx, principal);
    if (file.isEmpty()) {
      return;
    }
    String id = file.get().id();
    Optional<KnownBatch> user =
        store.known().batches(principal.tenant()).stream()
            .filter(batch -> !batch.isOver() && batch.asked().input().id().equals(id))
            .findFirst();
    if (user.isPresent()) {
      ReplyWriter.write(
          ctx,
          new ApiError(
              409,
              "The file is the input of %s, which goes on. Cancel that first."
                  .formatted(user.get().asked().id()),
              "invalid_request_error",
              null,
              "file_in_use",
              null));
      return;
    }
    store.remove(file.get());
    ReplyWriter.write(ctx, 200, FileJson.deleted(id));
  }

  private void content(Context ctx, Principal principal)
      throws BatchStore.AwayException, IOException {
    Optional<StoredFile> file = find(ctx, principal);
    if (file.isEmpty()) {
      return;
    }
    try (PushbackInputStream in = new PushbackInputStream(new ChunkInput(store, file.get()))) {
      int first = in.read();
      if (first >= 0) {
        in.unread(first);
      }
      ctx.status(200)
          .contentType("application/octet-stream")
          .header("Content-Disposition", "attachment")
          .header("Content-Length", String.valueOf(file.get().bytes()));
      write(ctx, in);
    } catch (IOException unreadable) {
      if (unreadable.getCause() instanceof BatchStore.GoneException) {
        ReplyWriter.write(ctx, notFound(file.get().id()));
      } else if (unreadable.getCause() instanceof BatchStore.AwayException away) {
        throw away;
      } else {
        throw unreadable;
      }
    }
  }

  /**
   * What fails in the middle breaks the connection, or a client would take an error for the rest.
   */
  private static void write(Context ctx, InputStream in) throws IOException {
    OutputStream out = ctx.res().getOutputStream();
    try {
      in.transferTo(out);
      out.flush();
    } catch (IOException failed) {
      ServletContextRequest.getServletContextRequest(ctx.req())
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close();
      throw new EofException(failed);
    }
  }
}
