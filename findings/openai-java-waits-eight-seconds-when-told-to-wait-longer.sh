#!/usr/bin/env bash
# openai-java 4.101.0 (OpenAI's own) and langchain4j-open-ai 1.19.0 (Maven Central), with their default retries
#
# One would guess: a Retry-After that a client takes for reasonable is waited for, and any other one ends in an error.
# What happens: openai-java waits as told up to 8 s. Longer waits are cut to 8 s, so both retries come back too early and
# are refused again. LangChain4j's chat model doesn't look at Retry-After and is back within half a second.
#
#   openai: Retry-After 5: asked 3 times, at 0.0 5.0 10.1
#   openai: Retry-After 20: asked 3 times, at 0.0 8.0 16.1
#   langchain4j: Retry-After 20: asked 3 times, at 0.0 0.5 1.4
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

jars lib com.openai:openai-java:4.101.0 dev.langchain4j:langchain4j-open-ai:1.19.0
reply() { echo '{"status": 429, "headers": {"retry-after": "'"$1"'"}, "body": {"error": {"message": "slow down"}}}'; }
replies "{\"five\": $(reply 5), \"twenty\": $(reply 20), \"langchain4j\": $(reply 20)}"

cat >Ask.java <<'JAVA'
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.langchain4j.model.openai.OpenAiChatModel;

class Ask {
  public static void main(String[] args) {
    tell(() -> openAi(args[0] + "/five"));
    tell(() -> openAi(args[0] + "/twenty"));
    tell(() -> OpenAiChatModel.builder().apiKey("k").baseUrl(args[0] + "/langchain4j").modelName("m").build().chat("x"));
    System.exit(0);
  }

  static void openAi(String url) {
    var client = OpenAIOkHttpClient.builder().apiKey("k").baseUrl(url).build();
    client.chat().completions().create(ChatCompletionCreateParams.builder().model("m").addUserMessage("x").build());
  }

  static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      System.out.println(e);
    }
  }
}
JAVA
timeout 120 java -XX:TieredStopAtLevel=1 -cp 'lib/*' Ask.java "http://127.0.0.1:$port" 2>warnings || true
echo "openai: Retry-After 5: asked $(times_asked five) times, at $(asked five)"
echo "openai: Retry-After 20: asked $(times_asked twenty) times, at $(asked twenty)"
echo "langchain4j: Retry-After 20: asked $(times_asked langchain4j) times, at $(asked langchain4j)"
[ "$(times_asked langchain4j)" -ge 1 ] || { cat warnings >&2; set_up_failed "the stub was not asked"; }
# the second request, in whole seconds
second() { asked "$1" | cut -d ' ' -f 2 | cut -d . -f 1; }
[ "$(second five)" = 5 ] || set_up_failed "openai-java doesn't obey a short Retry-After either"
[ "$(second twenty)" -lt 20 ] && [ "$(second langchain4j)" -lt 20 ] || no_longer "a long Retry-After is waited for"
still_surprising "told to wait for 20 s, one is back after 8 s and the other at once"
