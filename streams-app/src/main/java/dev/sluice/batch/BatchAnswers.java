package dev.sluice.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import dev.sluice.failure.FailureType;
import dev.sluice.http.openai.AdmissionReplies;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.AskedFields;
import dev.sluice.http.openai.Creation;
import dev.sluice.http.openai.FailedResponses;
import dev.sluice.http.openai.Reply;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Failure;
import dev.sluice.view.AdmissionResult;
import dev.sluice.view.ViewRow;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/** Writes the records that end requests of a batch as its output. Pure; any thread. */
public final class BatchAnswers {
  private static final int ID_LENGTH = 32;

  private final BatchRequests requests;

  public BatchAnswers(BatchRequests requests) {
    this.requests = requests;
  }

  /**
   * @param creation that the line asked for
   * @param end the result or error record of the request
   */
  public OutputLine of(String customId, Creation creation, SpecificRecord end) {
    if (end instanceof CompletionResult result) {
      ObjectNode response = ResponseJson.of(result.getPollingId(), new ViewRow.Completed(result));
      AskedFields.of(creation.request()).addTo(response);
      return line(customId, creation.form().ended(Reply.of(200, response), response));
    }
    ErrorRecord error = (ErrorRecord) end;
    if (isExpired(error, creation)) {
      return expired(customId);
    }
    return line(customId, error.getPollingId() == null ? rejected(error, creation) : failed(error));
  }

  /** Of a request that has not ended in time, or was not even sent. */
  public OutputLine expired(String customId) {
    return new OutputLine(id(customId), customId, null, OutputLine.Problem.EXPIRED);
  }

  private OutputLine line(String customId, Reply reply) {
    ObjectNode body = (ObjectNode) Objects.requireNonNull(Json.parse(reply.body()));
    return new OutputLine(
        id(customId),
        customId,
        new OutputLine.Response(reply.status(), requests.requestId(customId), body),
        null);
  }

  private static Reply rejected(ErrorRecord error, Creation creation) {
    Reply reply = AdmissionReplies.of(new AdmissionResult.Rejected(error), error.getOccurredAt());
    return AdmissionReplies.named(reply, creation.names());
  }

  private static Reply failed(ErrorRecord error) {
    ObjectNode response = ResponseJson.of(error.getPollingId(), new ViewRow.Failed(error));
    ApiError why = FailedResponses.of(response);
    return Reply.of(why.status(), FailedResponses.body(response, why));
  }

  /** Not so if the line has an earlier deadline of its own. */
  private boolean isExpired(ErrorRecord error, Creation creation) {
    Failure failure = error.getFailure();
    boolean late =
        error.getPollingId() == null
            ? "deadline".equals(failure.getParam())
                && !error.getOccurredAt().isBefore(requests.deadline())
            : failure.getTypePath().equals(FailureType.DEADLINE_EXCEEDED.path());
    return late && requests.deadline().equals(creation.request().getDeadline());
  }

  /** Always the same for a request. */
  private String id(String customId) {
    String hash = Hashing.sha256().hashString(requests.requestId(customId), UTF_8).toString();
    return "batch_req_" + hash.substring(0, ID_LENGTH);
  }
}
