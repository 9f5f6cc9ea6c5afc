package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.Releases;
import dev.sluice.store.v1.JournalRow;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Message;
import dev.sluice.v1.Role;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that two releases share, where the older one's can hold less. */
class RowFormatsTest {
  static {
    AvroTrust.establish();
  }

  private static final Schema SCHEMA = CompletionRequest.getClassSchema();

  private final AvroRowCodec<CompletionRequest> newest =
      new AvroRowCodec<>(SCHEMA, FormerRelease.newest());
  private final AvroRowCodec<CompletionRequest> forFormer =
      new AvroRowCodec<>(SCHEMA, FormerRelease.upgradeFrom());

  @Test
  void shouldBeginWithTheNumberOfTheFormatThatIsWritten() {
    // When
    byte[] own = newest.encode(request().build());
    byte[] older = forFormer.encode(request().build());

    // Then
    assertThat(own[0]).isEqualTo(FormerRelease.NEWEST);
    assertThat(older[0]).isEqualTo(FormerRelease.NUMBER);
  }

  @Test
  void shouldReadEachFormatWhicheverIsWritten() {
    // Given
    CompletionRequest request = request().build();

    // When
    List<CompletionRequest> read =
        List.of(
            newest.decode(newest.encode(request)),
            newest.decode(forFormer.encode(request)),
            forFormer.decode(newest.encode(request)),
            forFormer.decode(forFormer.encode(request)));

    // Then
    assertThat(read).containsOnly(request);
  }

  @Test
  void shouldWriteWhatTheOlderSchemaAloneReads() throws IOException {
    // Given
    CompletionRequest request =
        request()
            .setUser("ann")
            .setMessages(
                List.of(message(Role.DEVELOPER), message(Role.USER), message(Role.ASSISTANT)))
            .build();

    // When
    byte[] older = forFormer.encode(request);

    // Then
    Schema former = FormerRelease.schema(SCHEMA);
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(older, 1, older.length - 1, null);
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(former, former, new GenericData())
            .read(null, decoder);
    assertThat(decoder.isEnd()).isTrue();
    assertThat(former.getField("user")).isNull();
    assertThat(read.get("metadata")).hasToString("{team=search}");
    assertThat(read.get("priority")).isEqualTo(3);
    assertThat((List<?>) read.get("messages"))
        .extracting(message -> ((GenericRecord) message).get("role").toString())
        .containsExactly("UNKNOWN", "USER", "ASSISTANT");
  }

  @Test
  void shouldTellWhatTheOlderFormatCannotHold() {
    // Given
    CompletionRequest fits = request().build();
    CompletionRequest hasMore = request().setUser("ann").build();

    // When, then
    assertThat(forFormer.holds(fits)).isTrue();
    assertThat(forFormer.holds(hasMore)).isFalse();
    assertThat(newest.holds(hasMore)).isTrue();
    assertThat(forFormer.asStored(hasMore)).isEqualTo(fits);
    assertThat(newest.asStored(hasMore)).isSameAs(hasMore);
  }

  @Test
  void shouldSayWhatToDoWhenANewerReleaseWroteTheRow() {
    // Given
    byte[] row = newest.encode(request().build());
    row[0] = 3;

    // When, then
    assertThatThrownBy(() -> newest.decode(row))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "a stored CompletionRequest has format 3, and this release reads [1, 2]; a newer"
                + " release wrote it: run that one, and see Upgrading in docs/operate.md");
  }

  @Test
  void shouldRefuseARowThatIsEmptyOrDamaged() {
    assertThatThrownBy(() -> newest.decode(new byte[0]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has format none");
    assertThatThrownBy(() -> newest.decode(new byte[] {1, 7}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a stored CompletionRequest can't be read");
  }

  static List<String> releases() {
    return Releases.names();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void shouldWriteNoFormatThatIsNewerThanTheRelease(String release) {
    // When
    RowFormat journal = RowFormats.of(release).written(JournalRow.getClassSchema());

    // Then
    assertThat(journal.number()).isLessThanOrEqualTo(Releases.number(release));
    assertThat(RowFormats.newest().known(JournalRow.getClassSchema())).contains(journal);
  }

  @Test
  void shouldWriteItsOwnFormatWhereTheReleaseHasNoSuchRow() {
    // Given
    Schema unknown =
        new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"Brand.New\",\"fields\":[]}");

    // When
    RowFormat format = RowFormats.of("1.0").written(unknown);

    // Then
    assertThat(format.schema()).isEqualTo(unknown);
  }

  @Test
  void shouldHaveOneFormatOfRequestsAsLongAsRepeatsAreComparedInOneOnly() {
    // When
    List<RowFormat> known = RowFormats.newest().known(SCHEMA);

    // Then
    assertThat(known)
        .as(
            "a remembered request has the hash of the format that was written then: compare repeats"
                + " with the hash in each known format before another one is released")
        .hasSize(1);
  }

  @Test
  void shouldRefuseAReleaseThatIsNotKnown() {
    assertThatThrownBy(() -> RowFormats.of("0.9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no release '0.9'");
  }

  private static CompletionRequest.Builder request() {
    return CompletionRequest.newBuilder()
        .setRequestId("r-1")
        .setModel("chat")
        .setMessages(List.of(message(Role.USER)))
        .setMetadata(Map.of("team", "search"))
        .setPriority(3);
  }

  private static Message message(Role role) {
    return Message.newBuilder().setRole(role).setText("hi").build();
  }
}
