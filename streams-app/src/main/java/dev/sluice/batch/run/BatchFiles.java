package dev.sluice.batch.run;

import dev.sluice.batch.BatchIndex;
import dev.sluice.batch.BatchManifest;
import dev.sluice.batch.BatchRequests;
import dev.sluice.batch.BatchValidation;
import dev.sluice.batch.LineError;
import dev.sluice.batch.OutputLine;
import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The files of one batch, checked and found to belong together. One thread. */
final class BatchFiles implements AutoCloseable {
  private final BatchOptions options;
  private final ManifestFile manifestFile;
  private final Optional<BatchManifest> manifest;
  private final BatchRequests requests;
  private final String sha256;
  private final BatchInput input;
  private final BatchOutput output;
  private final BatchIndex index;

  private BatchFiles(
      BatchOptions options,
      ManifestFile manifestFile,
      Optional<BatchManifest> manifest,
      BatchRequests requests,
      Checked checked,
      Opened opened) {
    this.options = options;
    this.manifestFile = manifestFile;
    this.manifest = manifest;
    this.requests = requests;
    this.sha256 = checked.sha256();
    this.index = checked.index();
    this.input = opened.input();
    this.output = opened.output();
  }

  private record Checked(String sha256, BatchIndex index) {}

  private record Opened(BatchInput input, BatchOutput output) {}

  /**
   * @throws StartException with every mistake in the input, or if the output is of another batch
   */
  static BatchFiles open(Settings settings, BatchOptions options, Instant now)
      throws StartException, IOException {
    Path output = options.output();
    ManifestFile file = ManifestFile.of(output);
    Optional<BatchManifest> manifest = file.read();
    BatchRequests requests =
        manifest.isPresent() ? manifest.get().requests() : options.begin(settings, now);
    Checked checked =
        check(
            options.input(),
            new BatchValidation(requests, options.limits(settings)),
            manifest,
            file);
    if (manifest.isPresent()
        && (!manifest.get().tenant().equals(options.tenant())
            || !requests.keyId().equals(options.keyId()))) {
      throw refused(
          "%s is of a batch of tenant %s and key %s"
              .formatted(output, manifest.get().tenant(), requests.keyId()));
    }
    BatchOutput answers = BatchOutput.open(output);
    try {
      if (!file.read().equals(manifest) || (manifest.isEmpty() && !answers.isEmpty())) {
        throw refused(
            output + " exists, and " + file.path() + " does not say that it is of this batch");
      }
      BatchInput lines = BatchInput.open(options.input(), checked.index());
      return new BatchFiles(options, file, manifest, requests, checked, new Opened(lines, answers));
    } catch (StartException | IOException failed) {
      answers.close();
      throw failed;
    }
  }

  private static Checked check(
      Path input, BatchValidation validation, Optional<BatchManifest> manifest, ManifestFile file)
      throws StartException {
    String sha256 = BatchInput.check(input, validation);
    if (manifest.isPresent() && !manifest.get().inputSha256().equals(sha256)) {
      throw refused(
          input
              + " was changed since the batch began. To begin another one, name another output;"
              + " to go on with this one, bring the file back ("
              + file.path()
              + ")");
    }
    List<LineError> errors = validation.errors();
    if (!errors.isEmpty()) {
      throw refused(
          errors.stream()
              .map(error -> error.text(input.toString()))
              .collect(Collectors.joining("\n")));
    }
    return new Checked(sha256, validation.index());
  }

  private static StartException refused(String why) {
    return new StartException(ExitStatus.CONFIGURATION, why);
  }

  BatchRequests requests() {
    return requests;
  }

  BatchIndex index() {
    return index;
  }

  BatchInput input() {
    return input;
  }

  BatchOutput output() {
    return output;
  }

  /** Where events about the batch begin; empty if nothing was sent yet. */
  Optional<Map<String, Long>> positions() {
    return manifest.map(BatchManifest::positions);
  }

  /** Before anything is sent: from now on the batch can be gone on with. */
  void begin(Map<String, Long> positions) throws IOException {
    manifestFile.write(new BatchManifest(requests, sha256, options.tenant(), positions));
  }

  /** A request and its line in the output. */
  interface Known {
    void add(int number, OutputLine line);
  }

  /**
   * Gives all that has been answered.
   *
   * @throws StartException if the output has lines of another batch
   */
  void recover(Known known) throws StartException, IOException {
    output.recover(
        line -> {
          int number = index.find(line.customId());
          if (number < 0) {
            throw refused("the output answers " + line.customId() + ", which is not in the input");
          }
          known.add(number, line);
        });
  }

  @Override
  public void close() throws IOException {
    try (input) {
      output.close();
    }
  }
}
