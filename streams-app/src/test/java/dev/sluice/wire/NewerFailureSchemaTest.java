package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.failure.Failure;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

/** Reads bytes of a release that has more fields and types than this one. */
class NewerFailureSchemaTest {
  private static final Schema OURS = ErrorRecord.getClassSchema();
  private static final Schema THEIRS = newerSchema();
  private static final String DETAILS =
      "{\"guardrail\":\"manners\",\"score\":0.70,\"wrapped\":true}";

  private static Schema newerSchema() {
    try {
      JsonNode schema = new ObjectMapper().readTree(OURS.toString());
      addRegion(schema);
      return new Schema.Parser().parse(schema.toString());
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void addRegion(JsonNode schema) {
    // before it is changed itself
    schema.forEach(NewerFailureSchemaTest::addRegion);
    if (List.of("Failure", "ErrorRecord").contains(schema.path("name").asText())
        && schema.path("fields") instanceof ArrayNode fields) {
      fields.insertObject(0).put("name", "region").put("type", "string").put("default", "");
    }
  }

  /** A type below one that this release knows, with details that it knows in part. */
  private static ErrorRecord error() {
    return ErrorRecord.newBuilder()
        .setOccurredAt(Instant.parse("2026-11-21T10:00:00.123Z"))
        .setFailure(
            dev.sluice.v1.Failure.newBuilder()
                .setTypePath(List.of("policy", "guardrail_blocked", "toxicity", "insult"))
                .setMessage("no")
                .setStatus(403)
                .setErrorType("moderation_error")
                .setCode("insult")
                .setDetails(DETAILS)
                .build())
        .setSource(new Source("requests", 0, 1L, 2L, -1L))
        .build();
  }

  /** The record as that release writes it: with all that it knows more. */
  private static byte[] theirBytes(ErrorRecord error) throws IOException {
    byte[] ours = bytes(new SpecificDatumWriter<ErrorRecord>(OURS), error);
    GenericRecord theirs =
        new GenericDatumReader<GenericRecord>(OURS, THEIRS)
            .read(null, DecoderFactory.get().binaryDecoder(ours, null));
    theirs.put("region", "eu");
    ((GenericRecord) theirs.get("failure")).put("region", "north");
    return bytes(new GenericDatumWriter<GenericRecord>(THEIRS), theirs);
  }

  private static <T> byte[] bytes(GenericDatumWriter<T> writer, T record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    writer.write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  @Test
  void shouldReadTheNearestAncestorAndWriteItBackWholeWhenANewerReleaseWroteIt()
      throws IOException {
    // Given
    byte[] written = theirBytes(error());

    // When
    ErrorRecord read =
        new SpecificDatumReader<ErrorRecord>(THEIRS, OURS)
            .read(null, DecoderFactory.get().binaryDecoder(written, null));
    Failure failure = FailureRecords.fromRecord(read.getFailure());

    // Then
    assertThat(failure).isInstanceOf(PolicyFailure.GuardrailBlocked.class);
    PolicyFailure.GuardrailBlocked known = (PolicyFailure.GuardrailBlocked) failure;
    assertThat(known.guardrail()).isEqualTo("manners");
    assertThat(known.wrapped()).isTrue();
    assertThat(failure.status()).isEqualTo(403);
    assertThat(failure.errorType()).isEqualTo("moderation_error");
    assertThat(read).isEqualTo(error());
    assertThat(FailureRecords.toRecord(failure)).isEqualTo(error().getFailure());
  }
}
