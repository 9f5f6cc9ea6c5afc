package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.ProviderKind;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.Providers;
import dev.sluice.provider.Secret;
import dev.sluice.provider.VertexSettings;
import dev.sluice.provider.errors.UnrecognizedErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Google's auth library is loaded for providers that fetch tokens, and for no others. */
class GoogleLibraryTest {

  /** Has no class of Google's auth library, and loads the gateway's itself. */
  private static final class WithoutGooglesLibrary extends ClassLoader {
    WithoutGooglesLibrary() {
      super(GoogleLibraryTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("com.google.auth.") || name.startsWith("com.google.api.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.sluice.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? define(name) : known;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void run(Class<? extends Runnable> task) throws ReflectiveOperationException {
      ((Runnable) loadClass(task.getName()).getDeclaredConstructor().newInstance()).run();
    }
  }

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
            vertex);
    Providers providers =
        ProviderFactory.open(
            List.of(settings), Map.of(), UnrecognizedErrors.NOBODY, InstantSource.system(), 1024);
    providers.close();
  }

  /** All but one that fetches tokens. */
  public static final class EveryOther implements Runnable {
    @Override
    public void run() {
      Arrays.stream(ProviderKind.values())
          .filter(kind -> kind != ProviderKind.VERTEX)
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
    WithoutGooglesLibrary loader = new WithoutGooglesLibrary();

    // When
    loader.run(EveryOther.class);

    // Then
    assertThat(loader.loadClass(ProviderFactory.class.getName()))
        .isNotEqualTo(ProviderFactory.class);
    assertThatThrownBy(() -> loader.run(Fetching.class)).isInstanceOf(NoClassDefFoundError.class);
  }
}
