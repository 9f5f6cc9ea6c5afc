package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.Past;
import dev.sluice.http.openai.References;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Finds what a request refers to: the response that it continues, with what was asked before it,
 * and items of other responses, of the caller's tenant and wherever their partition is. Holds no
 * thread while it waits; any thread.
 */
final class PastResponses {
  /** More turns than conversations have; each costs a look-up. */
  private static final int MAX_RESPONSES = 1_000;

  private final AnswerSources sources;
  private final ResponseLookup lookup;
  private final PublishedRequests requests;

  PastResponses(AnswerSources sources, ResponseLookup lookup, PublishedRequests requests) {
    this.sources = sources;
    this.lookup = lookup;
    this.requests = requests;
  }

  sealed interface Found {}

  record Resolved(Past past) implements Found {}

  record Refused(ApiError error) implements Found {}

  /** Who asks, and how long. */
  record Search(Principal caller, String authorization, LookupDeadline deadline) {}

  /**
   * @return never fails
   */
  CompletableFuture<Found> find(References references, Search search) {
    Set<String> responses = new LinkedHashSet<>();
    references.items().forEach(item -> responses.add(References.responseOf(item)));
    if (responses.size() > MAX_RESPONSES) {
      return CompletableFuture.completedFuture(
          new Refused(
              ApiError.badRequest(
                  "The request refers to items of "
                      + responses.size()
                      + " responses, at most "
                      + MAX_RESPONSES
                      + " are looked up. Send the items themselves.",
                  null,
                  "too_many_references")));
    }
    return items(new ArrayDeque<>(responses), Past.NONE, search)
        .thenCompose(
            found ->
                found instanceof Resolved resolved && references.previous() != null
                    ? previous(references.previous(), resolved.past(), search)
                    : CompletableFuture.completedFuture(found))
        .exceptionally(
            failed ->
                new Refused(
                    ApiError.unavailable(
                        "What the request refers to can't be read now. Retry.",
                        "requests_unavailable")));
  }

  /** One after the other: they are few, and mostly of one response. */
  private CompletableFuture<Found> items(Deque<String> responses, Past past, Search search) {
    String next = responses.poll();
    if (next == null) {
      return CompletableFuture.completedFuture(new Resolved(past));
    }
    return response(sources.ids().verify(next, search.caller().tenant()), search)
        // not on the same stack: there may be many, all of them known here
        .thenComposeAsync(
            found ->
                // an item of a response that is not there is refused with the item's own name
                items(responses, found.map(past::with).orElse(past), search),
            search.deadline().server());
  }

  private CompletableFuture<Found> previous(String text, Past past, Search search) {
    Optional<PollingId> id = sources.ids().verify(text, search.caller().tenant());
    return response(id, search)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(missing(text))
                    : requests
                        .read(search.caller().tenant(), id.orElseThrow())
                        .thenApply(
                            request ->
                                request.isEmpty()
                                    ? missing(text)
                                    : new Resolved(
                                        past.after(request.get().getMessages(), found.get()))));
  }

  private static Found missing(String id) {
    return new Refused(
        ApiError.badRequest(
            "Previous response with id '" + id + "' not found.",
            "previous_response_id",
            "previous_response_not_found"));
  }

  /**
   * Once it has ended.
   *
   * @param id empty if the text is none
   * @return empty if there is none; fails if nobody can tell in time
   */
  private CompletableFuture<Optional<ObjectNode>> response(Optional<PollingId> id, Search search) {
    if (id.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    AnswerFinder.Asked asked =
        new AnswerFinder.Asked(search.caller(), id.get(), search.authorization());
    return new AnswerFinder(sources, lookup, asked, goesOn -> {}, search.deadline())
        .find()
        .thenApply(
            state -> {
              if (state instanceof AnswerFinder.Ended ended) {
                return Optional.of(ended.response());
              }
              if (state instanceof AnswerFinder.Gone) {
                return Optional.empty();
              }
              throw new IllegalStateException("nobody could tell of " + id.get().text());
            });
  }
}
