package dev.sluice.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'object'}|{}|",
        "{'type':'object'}|[]|$ is not of the type \"object\"",
        "{'type':['string','null']}|null|",
        "{'type':['string','null']}|7|$ is not of the type [\"string\",\"null\"]",
        "{'type':'integer'}|7.0|",
        "{'type':'integer'}|7.5|$ is not of the type \"integer\"",
        "{'type':'number'}|7|",
        "{'type':'boolean'}|'true'|$ is not of the type \"boolean\"",
        "{'enum':['a',1]}|1.0|",
        "{'enum':['a',1]}|'b'|$ is none of the allowed values",
        "{'const':{'a':1}}|{'a':1}|",
        "{'const':'x'}|'y'|$ is not the only allowed value",
        "{'required':['a','b']}|{'a':1}|$.b is missing",
        "{'properties':{'a':{'type':'string'}}}|{'a':1}|$.a is not of the type \"string\"",
        "{'properties':{},'additionalProperties':false}|{'secret':1}|$ has a field that is not allowed",
        "{'additionalProperties':{'type':'string'}}|{'secret':1}|$.* is not of the type \"string\"",
        "{'patternProperties':{},'additionalProperties':false}|{'x':1}|",
        "{'items':{'required':['a']}}|[{'a':1},{}]|$[1].a is missing",
        "{'anyOf':[{'type':'string'},{'type':'null'}]}|null|",
        "{'anyOf':[{'type':'string'},{'type':'null'}]}|1|$ is none of the allowed alternatives",
        "{'$ref':'#/$defs/n','$defs':{'n':{'type':'number'}}}|'x'|$ is not of the type \"number\"",
        "{'properties':{'next':{'$ref':'#'}},'required':['v']}|{'v':1,'next':{}}|$.next.v is missing",
        "{'$ref':'#'}|1|",
        "{'$ref':'https://example.com/schema'}|1|",
        "{'$ref':'#/nowhere'}|1|",
        "{'minimum':9,'pattern':'x','unheard_of':true}|1|",
        "{'type':'date'}|1|",
        "true|1|",
        "false|1|$ is not allowed"
      })
  void shouldFindWhatBreaksTheSchemaAndPassWhatItDoesNotKnow(
      String schema, String value, @Nullable String complaint) {
    // Given
    JsonSchema checked = new JsonSchema(json(schema));

    // When
    String found = checked.complaint(json(value));

    // Then
    assertThat(found).isEqualTo(complaint);
  }

  private static JsonNode json(String text) {
    return Objects.requireNonNull(Json.parse(text.replace('\'', '"')));
  }
}
