package dev.sluice.wire;

import dev.sluice.call.Fallback;
import dev.sluice.call.Message;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Request;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.v1.CompletionRequest;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts published requests to values, and to their canonical bytes. Stateless; any thread. */
public final class RequestRecords {
  private RequestRecords() {}

  /**
   * @throws IllegalArgumentException if the request has a problem that {@link RequestProblems}
   *     would have reported
   */
  public static Request fromRecord(CompletionRequest read) {
    return new Request(
        read.getRequestId(),
        read.getModel(),
        messages(read),
        fromRecord(read.getSampling()),
        read.getExtraBody(),
        read.getKeyId() == null ? Request.DEFAULT_KEY : read.getKeyId(),
        read.getUser(),
        read.getFallbacks().stream()
            .map(fallback -> new Fallback(fallback.getTo(), fromRecord(fallback.getSampling())))
            .toList(),
        read.getMetadata(),
        read.getDeadline(),
        read.getPriority(),
        Enums.byName(read.getOnLimit(), OnLimit.REJECT),
        read.getStream(),
        read.getBatch());
  }

  private static List<Message> messages(CompletionRequest read) {
    Stream<Message> conversation = read.getMessages().stream().map(MessageRecords::fromRecord);
    return (read.getInstructions() == null
            ? conversation
            : Stream.concat(
                Stream.of(Message.text(Role.SYSTEM, read.getInstructions())), conversation))
        .toList();
  }

  /** The record that a client would publish for this request. */
  public static CompletionRequest toRecord(Request request) {
    return CompletionRequest.newBuilder()
        .setRequestId(request.requestId())
        .setModel(request.model())
        .setMessages(request.messages().stream().map(MessageRecords::toRecord).toList())
        .setSampling(toRecord(request.sampling()))
        .setExtraBody(request.extraBody())
        .setKeyId(request.keyId())
        .setUser(request.user())
        .setFallbacks(
            request.fallbacks().stream()
                .map(to -> new dev.sluice.v1.Fallback(to.to(), toRecord(to.sampling())))
                .toList())
        .setMetadata(request.metadata())
        .setDeadline(request.deadline())
        .setPriority(request.priority())
        .setOnLimit(Enums.byName(request.onLimit(), dev.sluice.v1.OnLimit.REJECT))
        .setStream(request.stream())
        .setBatch(request.batch())
        .build();
  }

  /**
   * The same request, independent of the order in which a client's map was written, and without
   * what only its responses repeat.
   */
  public static CompletionRequest canonical(CompletionRequest read) {
    return canonical(read, read.getStream());
  }

  /** What makes the request the same as an earlier one: however its client waits for the answer. */
  public static CompletionRequest identity(CompletionRequest read) {
    return canonical(read, false);
  }

  private static CompletionRequest canonical(CompletionRequest read, boolean stream) {
    return new CompletionRequest(
        read.getRequestId(),
        read.getModel(),
        read.getMessages(),
        read.getSampling(),
        read.getExtraBody(),
        read.getKeyId(),
        read.getUser(),
        read.getFallbacks(),
        new TreeMap<>(read.getMetadata()),
        read.getDeadline(),
        read.getPriority(),
        read.getBatch(),
        read.getOnLimit(),
        read.getInstructions(),
        null,
        stream);
  }

  public static Sampling fromRecord(dev.sluice.v1.@Nullable Sampling read) {
    return read == null
        ? Sampling.NONE
        : new Sampling(
            read.getTemperature(),
            read.getTopP(),
            read.getMaxOutputTokens(),
            read.getStop(),
            read.getSeed(),
            read.getPresencePenalty(),
            read.getFrequencyPenalty());
  }

  public static dev.sluice.v1.@Nullable Sampling toRecord(Sampling sampling) {
    return sampling.equals(Sampling.NONE)
        ? null
        : new dev.sluice.v1.Sampling(
            sampling.temperature(),
            sampling.topP(),
            sampling.maxOutputTokens(),
            sampling.stop(),
            sampling.seed(),
            sampling.presencePenalty(),
            sampling.frequencyPenalty());
  }
}
