package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.BedrockSettings;
import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import dev.sluice.provider.errors.UnrecognizedErrors;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** AWS's library is loaded for providers that sign requests, and for no others. */
class AwsLibraryTest {

  private static void open(ProviderKind kind, @Nullable BedrockSettings bedrock) {
    ProviderSettings settings =
        new ProviderSettings(
            "p",
            kind,
            URI.create("https://provider.example"),
            null,
            bedrock == null || bedrock.signs() ? List.of() : List.of(new Secret("key")),
            Map.of(),
            ProviderSettings.MAX_TOKENS,
            1,
            ProviderSettings.STREAM_IDLE_TIMEOUT,
            null,
            bedrock);
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

  /** All but one that signs. */
  public static final class EveryOther implements Runnable {
    @Override
    public void run() {
      Arrays.stream(ProviderKind.values())
          .filter(kind -> kind != ProviderKind.VERTEX && kind != ProviderKind.BEDROCK)
          .forEach(kind -> open(kind, null));
      open(ProviderKind.BEDROCK, new BedrockSettings("eu-central-1", null, null, null, false));
    }
  }

  /** One that signs. */
  public static final class Signing implements Runnable {
    @Override
    public void run() {
      open(ProviderKind.BEDROCK, new BedrockSettings("eu-central-1", null, null, null, true));
    }
  }

  @Test
  void shouldNotBeNeededUnlessRequestsAreSigned() throws ReflectiveOperationException {
    // Given
    WithoutLibrary loader = new WithoutLibrary("software.amazon.");

    // When
    loader.run(EveryOther.class);

    // Then
    assertThat(loader.loadClass(ProviderFactory.class.getName()))
        .isNotEqualTo(ProviderFactory.class);
    assertThatThrownBy(() -> loader.run(Signing.class)).isInstanceOf(NoClassDefFoundError.class);
  }
}
