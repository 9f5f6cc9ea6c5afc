package dev.sluice.batch.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredJsonTest {

  static Stream<Stored> records() {
    StoredFile file =
        StoredExamples.file("file-1", "tenant/ü", new Chunk(3, 512, ""), new Chunk(9, 7, "1-a"));
    StoredBatch batch = StoredExamples.batch("batch_1", file);
    return Stream.of(
        file,
        new StoredFile(
            "file-2",
            "acme",
            "x",
            StoredFile.OUTPUT,
            StoredExamples.NOW,
            StoredExamples.NOW.plusSeconds(3_600),
            List.of()),
        batch,
        new StoredCancel("batch_1", "acme", StoredExamples.NOW),
        StoredExamples.progress(batch, 5, "a", 3),
        StoredExamples.refused(batch));
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldReadWhatItWrites(Stored record) {
    assertThat(StoredJson.read(StoredJson.toBytes(record))).contains(record);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{}",
        "{\"format\":2,\"kind\":\"cancel\",\"id\":\"b\",\"tenant\":\"t\",\"at\":\"2026-03-01T12:00:00Z\"}",
        "{\"format\":1,\"kind\":\"cancel\",\"id\":\"b\",\"tenant\":\"t\",\"at\":\"soon\"}",
        "{\"format\":1,\"kind\":\"file\",\"id\":7}",
        "{\"format\":1,\"kind\":\"other\"}"
      })
  void shouldReadNothingThatIsNoRecordOfIt(String text) {
    assertThat(StoredJson.read(text.getBytes(UTF_8))).isEmpty();
  }
}
