package dev.sluice.provider.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Target;

/** How one vendor's API is asked for a stream, and how that is read. Immutable; any thread. */
public interface StreamApi {

  /** Below the provider's base URL, as {@link dev.sluice.provider.http.ProviderApi#path}. */
  String path(Target target);

  /** Changes the body that asks for a whole reply to one that asks for a stream. */
  void ask(ObjectNode body);

  /** The media type of the stream, which frames its events. */
  default StreamFraming framing() {
    return StreamFraming.SERVER_SENT_EVENTS;
  }

  /** For one exchange. */
  ReplyAssembler assembler();
}
