package dev.sluice.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
  @TempDir private Path temp;

  @Test
  void shouldRefuseWhatIsNoDirectory() {
    assertThatThrownBy(() -> Checkout.at(temp.resolve("none"), temp))
        .isInstanceOf(Checkout.Unusable.class)
        .hasMessageContaining("is no directory");
  }

  @Test
  void shouldRefuseADirectoryWithoutSluice() throws IOException {
    // Given
    Path other = Files.createDirectory(temp.resolve("other"));

    // Then
    assertThatThrownBy(() -> Checkout.at(other, temp))
        .isInstanceOf(Checkout.Unusable.class)
        .hasMessageContaining("is no checkout of Sluice")
        .hasMessageContaining("git worktree add");
  }

  @Test
  void shouldRefuseToCompareACheckoutWithItself() throws IOException {
    // Given
    Path own = checkout("own");

    // Then
    assertThatThrownBy(() -> Checkout.at(own, own))
        .isInstanceOf(Checkout.Unusable.class)
        .hasMessageContaining("is the checkout that runs this");
  }

  @Test
  void shouldSayHowToBuildWhatIsNotBuilt() throws Exception {
    // Given
    Checkout checkout = Checkout.at(checkout("reference"), temp);

    // Then
    assertThatThrownBy(checkout::gatewayClassPath)
        .isInstanceOf(Checkout.Unusable.class)
        .hasMessageContaining("isn't built")
        .hasMessageContaining("./sluice --version");
  }

  @Test
  void shouldSayWhereTheLogOfABuildIsThatFailed() throws Exception {
    // Given
    Checkout checkout = Checkout.at(checkout("reference"), temp);

    // Then: its launcher ends with status 3
    assertThatThrownBy(checkout::build)
        .isInstanceOf(Checkout.Unusable.class)
        .hasMessageContaining("status 3")
        .hasMessageContaining("build.log");
  }

  @Test
  void shouldTakeTheNewestJarAndItsDependencies() throws Exception {
    // Given
    Path dir = checkout("reference");
    Path target = Files.createDirectories(dir.resolve("streams-app/target"));
    Files.writeString(target.resolve("runtime.classpath"), "a.jar:b.jar\n");
    Path old = Files.writeString(target.resolve("streams-app-1.0-SNAPSHOT.jar"), "");
    Files.setLastModifiedTime(old, FileTime.fromMillis(1));
    Path jar = Files.writeString(target.resolve("streams-app-1.0.0-SNAPSHOT.jar"), "");

    // When
    String classPath = Checkout.at(dir, temp).gatewayClassPath();

    // Then
    assertThat(classPath).isEqualTo(jar.toRealPath() + ":a.jar:b.jar");
  }

  @Test
  void shouldNotKnowTheVersionOfWhatGitDoesNotKnow() throws Exception {
    assertThat(Checkout.version(temp.resolve("none"))).isEqualTo("unknown");
  }

  private Path checkout(String name) throws IOException {
    Path dir = Files.createDirectories(temp.resolve(name));
    Path launcher = Files.writeString(dir.resolve("sluice"), "#!/bin/sh\nexit 3\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Files.createDirectory(dir.resolve("streams-app"));
    Files.writeString(dir.resolve("streams-app/pom.xml"), "<project/>");
    return dir;
  }
}
