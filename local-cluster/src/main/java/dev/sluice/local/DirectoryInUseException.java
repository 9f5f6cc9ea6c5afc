package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Path;

/** Another cluster runs on the directory. */
public final class DirectoryInUseException extends IOException {

  DirectoryInUseException(Path dir) {
    super(
        "another local cluster is running on "
            + dir
            + " (its process is named in the file \"lock\" there); stop it, or choose another directory");
  }
}
