package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.FailureException;
import dev.sluice.failure.FailureType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

class FetchedCredentialsTest {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private int fetched;
  private @Nullable RuntimeException trouble;
  private @Nullable Duration life = Duration.ofMinutes(60);
  private boolean session;
  private boolean closed;

  private final FetchedCredentials credentials =
      new FetchedCredentials(this::fetch, tasks::add, () -> now, () -> closed = true);

  private AwsCredentialsIdentity fetch() {
    if (trouble != null) {
      throw trouble;
    }
    if (session) {
      return AwsSessionCredentialsIdentity.create("session", "secret", "token");
    }
    fetched++;
    Duration left = life;
    return new Fetched("id-" + fetched, left == null ? null : now.plus(left));
  }

  /** As the library makes them for roles. */
  private record Fetched(String accessKeyId, @Nullable Instant end)
      implements AwsCredentialsIdentity {
    @Override
    public String secretAccessKey() {
      return "secret";
    }

    @Override
    public Optional<Instant> expirationTime() {
      return Optional.ofNullable(end);
    }
  }

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private void somebodyAsks() {
    CompletableFuture<AwsCredentialsIdentity> unused = ask();
  }

  private CompletableFuture<AwsCredentialsIdentity> ask() {
    return credentials.at(now);
  }

  private static String id(CompletableFuture<AwsCredentialsIdentity> asked) {
    return asked.getNow(AwsCredentialsIdentity.create("none yet", "x")).accessKeyId();
  }

  private static Throwable failure(CompletableFuture<AwsCredentialsIdentity> asked) {
    return asked.handle((identity, thrown) -> thrown).join();
  }

  @Test
  void shouldFetchOnceForAllWhoWait() {
    // Given
    CompletableFuture<AwsCredentialsIdentity> first = ask();
    CompletableFuture<AwsCredentialsIdentity> second = ask();
    assertThat(first).isNotDone();

    // When
    runTasks();

    // Then
    assertThat(id(first)).isEqualTo("id-1");
    assertThat(id(second)).isEqualTo("id-1");
    assertThat(id(ask())).isEqualTo("id-1");
    assertThat(tasks).isEmpty();
  }

  @Test
  void shouldGoOnWithWhatIsValidWhileItAsksForNewer() {
    // Given
    somebodyAsks();
    runTasks();
    now = now.plus(FetchedCredentials.ASK_AGAIN);

    // When
    CompletableFuture<AwsCredentialsIdentity> asked = ask();

    // Then
    assertThat(id(asked)).isEqualTo("id-1");
    assertThat(tasks).hasSize(1);
    runTasks();
    assertThat(id(ask())).isEqualTo("id-2");
  }

  @Test
  void shouldWaitForNewOnesShortlyBeforeTheOldExpire() {
    // Given
    somebodyAsks();
    runTasks();
    now = now.plus(Duration.ofMinutes(60)).minus(FetchedCredentials.BEFORE_EXPIRY);

    // When
    CompletableFuture<AwsCredentialsIdentity> asked = ask();

    // Then
    assertThat(asked).isNotDone();
    runTasks();
    assertThat(id(asked)).isEqualTo("id-2");
  }

  @Test
  void shouldKeepWhatIsValidWhenNewerCannotBeHad() {
    // Given
    somebodyAsks();
    runTasks();
    now = now.plus(FetchedCredentials.ASK_AGAIN);
    somebodyAsks();
    trouble = SdkClientException.create("no route");

    // When
    runTasks();

    // Then
    assertThat(id(ask())).isEqualTo("id-1");
    assertThat(tasks).isEmpty();
  }

  @Test
  void shouldKeepKeysThatNeverExpire() {
    // Given
    life = null;
    somebodyAsks();
    runTasks();
    now = now.plus(Duration.ofDays(400));

    // When
    CompletableFuture<AwsCredentialsIdentity> asked = ask();

    // Then
    assertThat(id(asked)).isEqualTo("id-1");
  }

  @Test
  void shouldWaitForTemporaryOnesWhoseEndIsUnknown() {
    // Given
    session = true;
    somebodyAsks();
    runTasks();
    assertThat(id(ask())).isEqualTo("session");
    now = now.plus(FetchedCredentials.ASK_AGAIN);

    // When
    CompletableFuture<AwsCredentialsIdentity> asked = ask();

    // Then
    assertThat(asked).isNotDone();
  }

  @Test
  void shouldFailAsAuthenticationWhenThereAreNone() {
    // Given
    trouble = SdkClientException.create("Unable to load credentials from any of the providers");
    CompletableFuture<AwsCredentialsIdentity> asked = ask();

    // When
    runTasks();

    // Then
    assertThat(failure(asked))
        .isInstanceOfSatisfying(
            FailureException.class,
            thrown -> {
              assertThat(thrown.failure().type()).isEqualTo(FailureType.AUTHENTICATION);
              assertThat(thrown.failure().message())
                  .isEqualTo(
                      "there are no AWS credentials: Unable to load credentials from any of the"
                          + " providers");
            });
    // and the next request asks again
    trouble = null;
    CompletableFuture<AwsCredentialsIdentity> next = ask();
    runTasks();
    assertThat(id(next)).isEqualTo("id-1");
  }

  @Test
  void shouldFailAsAConnectionWhenTheServerIsOutOfReach() {
    // Given
    trouble = SdkClientException.create("no metadata", new IOException("refused"));
    CompletableFuture<AwsCredentialsIdentity> asked = ask();

    // When
    runTasks();

    // Then
    assertThat(failure(asked)).isSameAs(trouble);
  }

  @Test
  void shouldCancelWhoeverWaitsWhenItIsClosed() {
    // Given
    CompletableFuture<AwsCredentialsIdentity> asked = ask();

    // When
    credentials.close();

    // Then
    assertThat(closed).isTrue();
    assertThat(asked).isCancelled();
  }
}
