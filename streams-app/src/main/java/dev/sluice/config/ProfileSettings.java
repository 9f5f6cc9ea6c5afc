package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import dev.sluice.profile.ContentKind;
import dev.sluice.profile.DefaultMaximum;
import dev.sluice.profile.LastAssistant;
import dev.sluice.profile.SystemRole;
import dev.sluice.profile.ToolCallIdForm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a model takes of a request, as far as it is said here. */
public record ProfileSettings(
    @Setting(
            "An entry of the table in [providers.md](providers.md#requests-shaped-for-a-model) that holds beside those that match by themselves; one of a server or vendor takes the place of the one that the base URL's host tells.")
        @Nullable String name,
    @Setting(
            "Fields that are not taken, by OpenAI's names, such as `seed`; those of the body too, such as `store`.")
        @Nullable List<String> dropParams,
    @Setting("Fields that are taken, although the table says otherwise.")
        @Nullable List<String> takeParams,
    @Setting(
            "Fields that are not taken, and without which the answer would be another one: the call goes on to the next target, unless `on_unsupported` says `drop`.")
        @Nullable List<String> fallbackParams,
    @Setting("All fields that are taken besides messages and the output limit.")
        @Nullable List<String> onlyParams,
    @Setting("Fields that are not taken together with an effort of reasoning.")
        @Nullable List<String> reasoningDropParams,
    @Setting("The server's own names of top-level fields, by the names that a body has otherwise.")
        @Nullable Map<String, String> renameParams,
    @Setting(
            "Whether `tools` can be empty, and `tool_choice` and `parallel_tool_calls` be set without tools; if not, they are left out then.")
        @Nullable Boolean emptyTools,
    @Setting(
            value = "The most output tokens that can be asked for; more is asked for as this.",
            min = "1")
        @Nullable Integer maxOutputTokens,
    @Setting(
            "When `limits.default_max_output_tokens` is sent: `always`; if it was `reserved`, since a limit of the tenant counts output, for servers that refuse a maximum that does not fit beside the prompt; or `never`. `demanded` is as `always`, and `extra_body` can't remove it.")
        @Nullable DefaultMaximum defaultMaximum,
    @Setting(
            "The field that carries the output limit, if the provider's `max_tokens_field` does not say it.")
        ProviderEntry.@Nullable MaxTokensField maxTokensField,
    @Setting(
            "The role of instructions: `as_sent`, `system`, `developer`, or `user` for the begin of the user's message.")
        @Nullable SystemRole systemRole,
    @Setting(value = "The lowest temperature.", min = "0", max = "2")
        @Nullable Double minTemperature,
    @Setting(value = "The highest temperature.", min = "0", max = "2")
        @Nullable Double maxTemperature,
    @Setting("Whether temperature and top_p can be set together; if not, top_p is left out.")
        @Nullable Boolean temperatureWithTopP,
    @Setting(value = "The most stop texts; 0 for none.", min = "0", max = "64")
        @Nullable Integer maxStopTexts,
    @Setting("Whether a stop text can consist of white space.") @Nullable Boolean blankStopTexts,
    @Setting(
            "The form of tool calls' IDs: `any`, at most 40 or 64 characters, `safe_64` for letters, digits, `_` and `-`, or nine letters and digits. Others are replaced, in calls and results alike.")
        @Nullable ToolCallIdForm toolCallIds,
    @Setting("What messages can hold besides text: `image`, `audio`, `file`.")
        @Nullable List<ContentKind> content,
    @Setting("Whether messages can name their speakers.") @Nullable Boolean messageNames,
    @Setting("Whether user and assistant must alternate: what follows its like is merged with it.")
        @Nullable Boolean alternatingRoles,
    @Setting(
            "Whether the user can speak directly after a tool's result; if not, the assistant says `OK.` between them.")
        @Nullable Boolean userAfterTool,
    @Setting(
            "Whether a conversation can end with the assistant's message: `taken`, `prefix` (sent with `prefix: true`), `refused`.")
        @Nullable LastAssistant lastAssistant,
    @Setting("JSON schema keywords that neither tools nor structured outputs can have.")
        @Nullable List<String> dropSchemaKeywords,
    @Setting("The same where `strict` is true.") @Nullable List<String> dropStrictSchemaKeywords,
    @Setting(
            "Whether objects of strict schemas must have `additionalProperties: false`; it is added where they say nothing.")
        @Nullable Boolean closeStrictSchemas) {

  public ProfileSettings {
    dropParams = copy(dropParams);
    takeParams = copy(takeParams);
    fallbackParams = copy(fallbackParams);
    onlyParams = copy(onlyParams);
    reasoningDropParams = copy(reasoningDropParams);
    renameParams = renameParams == null ? null : ImmutableMap.copyOf(renameParams);
    content = copy(content);
    dropSchemaKeywords = copy(dropSchemaKeywords);
    dropStrictSchemaKeywords = copy(dropStrictSchemaKeywords);
  }

  private static <T> @Nullable List<T> copy(@Nullable List<T> list) {
    return list == null ? null : List.copyOf(list);
  }
}
