package dev.sluice.provider.http;

import dev.sluice.provider.ProviderSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one provider's requests go, and with which headers: the only place where a credential meets
 * a request. Immutable; any thread.
 */
final class HttpRequests {
  private final ProviderSettings settings;
  private final URI baseUrl;
  private final ProviderCodec codec;

  HttpRequests(ProviderSettings settings, ProviderCodec codec) {
    this.settings = settings;
    this.baseUrl = Objects.requireNonNull(settings.baseUrl());
    this.codec = codec;
  }

  URI uri(HttpCall call) {
    String path = call.path();
    String base = baseUrl.toString();
    int query = base.indexOf('?');
    String head = (query < 0 ? base : base.substring(0, query)).replaceAll("/+$", "");
    String own = query < 0 ? "" : base.substring(query);
    return URI.create(head + path + (path.contains("?") ? own.replace('?', '&') : own));
  }

  /** The call's headers, the credential's, and the operator's, which override both. */
  Map<String, String> headers(HttpCall call, @Nullable Credential credential) {
    Map<String, String> headers = new HashMap<>(call.headers());
    if (credential != null) {
      Map.Entry<String, String> authorization = codec.authorization(credential.secret());
      headers.put(authorization.getKey(), authorization.getValue());
    }
    settings
        .headers()
        .forEach(
            (name, value) -> {
              headers.keySet().removeIf(name::equalsIgnoreCase);
              headers.put(name, value);
            });
    return headers;
  }
}
