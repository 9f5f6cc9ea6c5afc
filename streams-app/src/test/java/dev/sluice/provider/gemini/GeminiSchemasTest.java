package dev.sluice.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.json.Json;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiSchemasTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'object','properties':{'pattern':{'type':'string','pattern':'^a$','minLength':1}},'required':['pattern'],'additionalProperties':false}|{'type':'object','properties':{'pattern':{'type':'string'}},'required':['pattern'],'additionalProperties':false}",
        "{'$schema':'x','title':'t','default':1,'examples':[1],'type':'integer','minimum':0,'exclusiveMaximum':9}|{'title':'t','type':'integer','minimum':0}",
        "{'$ref':'#/definitions/a','description':'d','definitions':{'a':{'const':'x'}}}|{'$ref':'#/$defs/a'}",
        "{'definitions':{'a':{'const':'x'}},'items':{'$ref':'#/definitions/a'}}|{'$defs':{'a':{'enum':['x']}},'items':{'$ref':'#/$defs/a'}}",
        "{'allOf':[{'$ref':'#/$defs/a'}],'default':null}|{'$ref':'#/$defs/a'}",
        "{'type':['string','null'],'enum':['a',null]}|{'type':['string','null'],'enum':['a']}",
        "{'type':'boolean','enum':[true]}|{'type':'boolean'}",
        "{'type':'string','nullable':true}|{'type':['string','null']}",
        "{'items':[{'type':'string','format':'date'},{'const':1}]}|{'prefixItems':[{'type':'string','format':'date'},{'enum':[1]}]}",
        "{'anyOf':[{'type':'null'},{'type':'array','uniqueItems':true,'minItems':1}]}|{'anyOf':[{'type':'null'},{'type':'array','minItems':1}]}",
        "{'additionalProperties':{'type':'string','maxLength':3}}|{'additionalProperties':{'type':'string'}}",
        "true|true"
      })
  void shouldKeepWhatGeminiTakesAndNothingElse(String schema, String expected) {
    // When
    Object reduced =
        GeminiSchemas.reduced(Objects.requireNonNull(Json.parse(schema.replace('\'', '"'))));

    // Then
    assertThat(reduced).isEqualTo(Json.parse(expected.replace('\'', '"')));
  }
}
