package dev.sluice.profile;

import org.jspecify.annotations.Nullable;

/**
 * What the model of a target takes of a request. Immutable.
 *
 * @param names the entries of the table that it was made of, the most general first
 * @param maxTokensField the body's field for the maximum of output tokens; null leaves it to the
 *     codec
 * @param onUnsupported what the operator wants; null leaves parameters out, and goes on to the next
 *     target for what can't be left out
 */
public record ModelProfile(
    String names,
    ParamRules params,
    SamplingRules sampling,
    MessageRules messages,
    SchemaSubset schemas,
    DefaultMaximum defaultMaximum,
    @Nullable String maxTokensField,
    @Nullable OnUnsupported onUnsupported) {

  /** Of a model that takes everything. */
  public static final ModelProfile ANY =
      new ModelProfile(
          "",
          ParamRules.ALL,
          SamplingRules.ALL,
          MessageRules.ALL,
          SchemaSubset.ALL,
          DefaultMaximum.ALWAYS,
          null,
          null);
}
