package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import dev.sluice.provider.VertexSettings;
import dev.sluice.provider.errors.UnrecognizedErrors;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Google's auth library is loaded for providers that fetch tokens, and for no others. */
class GoogleLibraryTest {

  private static void open(ProviderKind kind, @Nullable VertexSettings vertex) {
    ProviderSettings settings =
        new ProviderSettings(
            "p",
            kind,
            URI.create("https://provider.example"),
            null,
            vertex == null || vertex.fetchesTokens() ? List.of() : List.of(new Secret("fixed")),
            Map.of(),
            ProviderSettings.MAX_TOKENS,
            1,
            ProviderSettings.STREAM_IDLE_TIMEOUT,
            vertex,
            null);
    Providers providers =
        ProviderFactory.open(
            List.of(settings),
            Map.of(),
            UnrecognizedErrors.NOBODY,
            InstantSource.system(),
            1024,
            Duration.ofMillis(50));
    providers.close();
  }

  /** All but one that fetches tokens. */
  public static final class EveryOther implements Runnable {
    @Override
    public void run() {
      Arrays.stream(ProviderKind.values())
          .filter(kind -> kind != ProviderKind.VERTEX && kind != ProviderKind.BEDROCK)
          .forEach(kind -> open(kind, null));
      open(ProviderKind.VERTEX, new VertexSettings("my-project", "global", null, false));
    }
  }

  /** One that fetches tokens. */
  public static final class Fetching implements Runnable {
    @Override
    public void run() {
      open(
          ProviderKind.VERTEX,
          new VertexSettings("my-project", "global", Path.of("key.json"), false));
    }
  }

  @Test
  void shouldNotBeNeededUnlessTokensAreFetched() throws ReflectiveOperationException {
    // Given
    WithoutLibrary loader = new WithoutLibrary("com.google.auth.", "com.google.api.");

    // When
    loader.run(EveryOther.class);

    // Then
    assertThat(loader.loadClass(ProviderFactory.class.getName()))
        .isNotEqualTo(ProviderFactory.class);
    assertThatThrownBy(() -> loader.run(Fetching.class)).isInstanceOf(NoClassDefFoundError.class);
  }
}
