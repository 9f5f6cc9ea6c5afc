package dev.sluice.batch.run;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import dev.sluice.batch.BatchIndex;
import dev.sluice.batch.BatchLine;
import dev.sluice.batch.BatchValidation;
import dev.sluice.batch.FileLines;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The file of a batch's requests, whose bodies are read when they are needed. One thread. */
final class BatchInput implements AutoCloseable {
  private final Path path;
  private final BatchIndex index;
  private final RandomAccessFile file;

  private BatchInput(Path path, BatchIndex index, RandomAccessFile file) {
    this.path = path;
    this.index = index;
    this.file = file;
  }

  /** Gives every line to the check; the SHA-256 of the whole file. */
  static String check(Path path, BatchValidation validation) throws StartException {
    try (HashingInputStream hashing =
        new HashingInputStream(Hashing.sha256(), Files.newInputStream(path))) {
      FileLines.check(hashing, validation);
      return hashing.hash().toString();
    } catch (NoSuchFileException e) {
      throw new StartException(ExitStatus.CONFIGURATION, path + ": no such file", e);
    } catch (IOException e) {
      throw new StartException(
          ExitStatus.CONFIGURATION, path + ": cannot read the file: " + e.getMessage(), e);
    }
  }

  static BatchInput open(Path path, BatchIndex index) throws IOException {
    return new BatchInput(path, index, new RandomAccessFile(path.toFile(), "r"));
  }

  /**
   * @throws StartException if the file has been changed since it was checked
   */
  BatchLine line(int number) throws IOException, StartException {
    byte[] bytes = new byte[index.length(number)];
    file.seek(index.offset(number));
    file.readFully(bytes);
    return BatchLine.read(bytes)
        .filter(line -> line.customId().equals(index.customId(number)))
        .orElseThrow(
            () ->
                new StartException(
                    ExitStatus.CONFIGURATION,
                    path + ":" + index.line(number) + ": the file was changed during the run"));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
