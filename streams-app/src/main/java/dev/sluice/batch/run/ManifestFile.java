package dev.sluice.batch.run;

import dev.sluice.batch.BatchManifest;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;

/** The manifest of a batch, beside its output. */
record ManifestFile(Path path) {

  static ManifestFile of(Path output) {
    return new ManifestFile(output.resolveSibling(output.getFileName() + ".batch"));
  }

  Optional<BatchManifest> read() throws IOException, StartException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    Optional<BatchManifest> manifest = BatchManifest.read(Files.readAllBytes(path));
    if (manifest.isEmpty()) {
      throw new StartException(
          ExitStatus.CONFIGURATION, path + ": is not a batch's manifest of this release");
    }
    return manifest;
  }

  /** Returns when it is on the disk as a whole. */
  void write(BatchManifest manifest) throws IOException {
    Path part = path.resolveSibling(path.getFileName() + ".part");
    Files.write(part, manifest.toBytes());
    sync(part, StandardOpenOption.WRITE);
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(Objects.requireNonNull(path.toAbsolutePath().getParent()), StandardOpenOption.READ);
  }

  private static void sync(Path path, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }
}
