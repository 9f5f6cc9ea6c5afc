package dev.sluice.batch;

import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.Creation;
import dev.sluice.http.openai.CreationApi;
import dev.sluice.wire.FailureRecords;
import dev.sluice.wire.RequestProblems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a batch file line by line, before anything of it is sent: one wrong line refuses all. One
 * thread.
 */
public final class BatchValidation {
  /** A file of another kind has an error in each line. */
  private static final int TOLD = 100;

  private final BatchRequests requests;
  private final BatchLimits limits;
  private final BatchIndex index = new BatchIndex();
  private final List<LineError> errors = new ArrayList<>();
  private int untold;
  private boolean tooMany;
  private @Nullable CreationApi api;

  /** Of any API, the same in all lines. */
  public BatchValidation(BatchRequests requests, BatchLimits limits) {
    this(requests, limits, null);
  }

  /**
   * @param api that all lines must name; null for that of the first one
   */
  public BatchValidation(BatchRequests requests, BatchLimits limits, @Nullable CreationApi api) {
    this.requests = requests;
    this.limits = limits;
    this.api = api;
  }

  public BatchLimits limits() {
    return limits;
  }

  /**
   * @param number of the line, from 1
   * @param offset of the line in the file
   */
  public void line(int number, long offset, byte[] bytes) {
    ParsedLine parsed = BatchLine.parse(number, bytes);
    if (parsed instanceof LineError error) {
      add(error);
    } else if (index.size() >= limits.lines()) {
      addTooMany(number);
    } else if (parsed instanceof BatchLine line) {
      problem(number, line).ifPresentOrElse(this::add, () -> take(number, offset, line, bytes));
    }
  }

  public void tooLong(int number) {
    add(
        new LineError(
            number,
            "line_too_long",
            "the line has more than " + limits.lineBytes() + " bytes",
            null));
  }

  /** All that is wrong, once every line was given; empty if the batch may be sent. */
  public List<LineError> errors() {
    List<LineError> all = new ArrayList<>(errors);
    if (untold > 0) {
      all.add(new LineError(0, "more_errors", untold + " more lines have errors", null));
    } else if (all.isEmpty() && index.size() == 0) {
      all.add(new LineError(0, "empty_file", "the file contains no request", null));
    }
    return all;
  }

  public BatchIndex index() {
    return index;
  }

  private void take(int number, long offset, BatchLine line, byte[] bytes) {
    api = line.api();
    index.add(line.customId(), number, offset, bytes.length);
  }

  private Optional<LineError> problem(int number, BatchLine line) {
    int same = index.find(line.customId());
    if (same >= 0) {
      return error(
          number,
          "duplicate_custom_id",
          "custom_id is that of line " + index.line(same) + " too",
          "custom_id");
    }
    if (api != null && api != line.api()) {
      return error(
          number, "url_mismatch", "url must be " + api.path() + ", as in the whole batch", "url");
    }
    return body(line)
        .map(
            refused ->
                new LineError(
                    number,
                    refused.code() == null ? refused.type() : refused.code(),
                    "body: " + refused.message(),
                    refused.param()));
  }

  /** The answer to the body that needs no gateway. */
  private Optional<ApiError> body(BatchLine line) {
    try {
      Creation creation = requests.of(line);
      return RequestProblems.refusal(creation.request(), 0, limits.requests())
          .map(failure -> creation.names().in(ApiError.of(FailureRecords.toRecord(failure))));
    } catch (BadParameter bad) {
      return Optional.of(bad.error());
    }
  }

  /** The first of them stands for all. */
  private void addTooMany(int number) {
    if (!tooMany) {
      tooMany = true;
      String message = "the file has more than " + limits.lines() + " requests";
      add(new LineError(number, "too_many_tasks", message, null));
    }
  }

  private static Optional<LineError> error(
      int number, String code, String message, @Nullable String param) {
    return Optional.of(new LineError(number, code, message, param));
  }

  private void add(LineError error) {
    if (errors.size() < TOLD) {
      errors.add(error);
    } else {
      untold++;
    }
  }
}
