#!/usr/bin/env bash
# langchain4j-open-ai 1.19.0 (Maven Central), agent-framework-openai 1.17.0 with agent-framework-core 1.23.0 and
# openai 3.57.0 (PyPI)
#
# One would guess: {"error": ...} in a stream of chat completions ends it with an error, as in OpenAI's SDKs, and a
# response with status "failed" raises one, since it is no answer.
# What happens: LangChain4j's chat completions skip the error and call onCompleteResponse with the text that had come, or
# with none; finishReason null is the only sign. Its Responses model returns a failed response as an answer without text
# and the finish reason OTHER, though it calls onError for one in a stream. Microsoft's agent-framework returns a failed
# response as an empty answer, in a stream as the answer that had come: no error, finish_reason None.
#
#   langchain4j, completions, stream, error after text: complete, text "Pay 10", finish reason null
#   langchain4j, completions, stream, nothing but an error: complete, text null, finish reason null
#   langchain4j, completions, error for an answer: InternalServerException
#   langchain4j, responses, failed: complete, text null, finish reason OTHER
#   langchain4j, responses, stream, failed after text: RuntimeException
#   agent-framework, responses, failed: complete, text '', finish reason None
#   agent-framework, responses, stream, failed after text: complete, text 'Pay 10', finish reason None
#   agent-framework, completions, stream, error after text: ChatClientException
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages agent-framework-openai==1.17.0 agent-framework-core==1.23.0 openai==3.57.0
jars lib dev.langchain4j:langchain4j-open-ai:1.19.0
cat >replies.py <<'PYTHON'
import json

error = {"code": "server_error", "type": "server_error", "message": "the provider is away", "param": None}

def response(status, **more):
    return {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "status": status, "error": None, "output": [],
            "incomplete_details": None, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "usage": None, **more}

def stream(*events):
    return {"type": "text/event-stream", "body": "".join(
        (f"event: {event['type']}\n" if "type" in event else "") + f"data: {json.dumps(event)}\n\n" for event in events)}

failed = response("failed", error=error)
item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "in_progress", "content": []}
part = {"type": "output_text", "text": "", "annotations": []}
place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
events = [{"type": "response.created", "response": response("in_progress")},
          {"type": "response.output_item.added", "output_index": 0, "item": item},
          {"type": "response.content_part.added", "part": part, **place},
          {"type": "response.output_text.delta", "delta": "Pay 10", "logprobs": [], **place},
          {"type": "response.failed", "response": failed}]
chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
         "choices": [{"index": 0, "delta": {"role": "assistant", "content": "Pay 10"}, "finish_reason": None}]}
print(json.dumps({"after-text": stream(chunk, {"error": error}), "alone": stream({"error": error}), "instead": {"body": {"error": error}},
                  "failed": {"body": failed}, "failed-stream": stream(*({"sequence_number": n, **e} for n, e in enumerate(events)))}))
PYTHON
replies "$("$python" replies.py)"

cat >Ask.java <<'JAVA'
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.*;
import dev.langchain4j.model.openai.*;
import java.util.concurrent.*;

class Ask {
  static final ChatRequest QUESTION = ChatRequest.builder().messages(UserMessage.from("x")).build();

  public static void main(String[] args) {
    for (String[] each : new String[][] {{"error after text", "after-text"}, {"nothing but an error", "alone"}}) {
      tell("completions, stream, " + each[0], () -> streamed(OpenAiStreamingChatModel.builder().apiKey("k").modelName("m").baseUrl(args[0] + each[1]).build()));
    }
    tell("completions, error for an answer", () -> OpenAiChatModel.builder().apiKey("k").modelName("m").maxRetries(0).baseUrl(args[0] + "instead").build().chat(QUESTION));
    tell("responses, failed", () -> OpenAiResponsesChatModel.builder().apiKey("k").modelName("m").baseUrl(args[0] + "failed").build().chat(QUESTION));
    tell("responses, stream, failed after text", () -> streamed(OpenAiResponsesStreamingChatModel.builder().apiKey("k").modelName("m").baseUrl(args[0] + "failed-stream").build()));
    System.exit(0);
  }

  static ChatResponse streamed(StreamingChatModel model) throws Exception {
    var end = new CompletableFuture<ChatResponse>();
    model.chat(QUESTION, new StreamingChatResponseHandler() {
      @Override public void onCompleteResponse(ChatResponse response) { end.complete(response); }
      @Override public void onError(Throwable error) { end.completeExceptionally(error); }
    });
    try {
      return end.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  static void tell(String name, Callable<ChatResponse> call) {
    String end;
    try {
      ChatResponse answer = call.call();
      String text = answer.aiMessage().text();
      end = "complete, text " + (text == null ? null : '"' + text + '"') + ", finish reason " + answer.metadata().finishReason();
    } catch (Exception e) {
      end = e.getClass().getSimpleName();
    }
    System.out.println("langchain4j, " + name + ": " + end);
  }
}
JAVA
cat >ask.py <<'PYTHON'
import asyncio
import sys

from agent_framework import Agent
from agent_framework_openai import OpenAIChatClient, OpenAIChatCompletionClient
from openai import AsyncOpenAI

async def tell(name, client, path, stream):
    openai = AsyncOpenAI(api_key="k", base_url=f"http://127.0.0.1:{sys.argv[1]}/{path}", max_retries=0)
    agent = Agent(client=client(model="m", async_client=openai))
    try:
        answer = await (agent.run("x", stream=True).get_final_response() if stream else agent.run("x"))
        end = f"complete, text {answer.text!r}, finish reason {answer.finish_reason}"
    except Exception as e:
        end = type(e).__name__
    print(f"agent-framework, {name}: {end}")

async def main():
    await tell("responses, failed", OpenAIChatClient, "failed", False)
    await tell("responses, stream, failed after text", OpenAIChatClient, "failed-stream", True)
    await tell("completions, stream, error after text", OpenAIChatCompletionClient, "after-text", True)

asyncio.run(main())
PYTHON
{ timeout 120 java -XX:TieredStopAtLevel=1 -cp 'lib/*' Ask.java "http://127.0.0.1:$port/" && timeout 60 "$python" ask.py "$port"; } 2>warnings | tee seen ||
  { tail -n 5 warnings >&2; set_up_failed "a client did not run"; }
[ "$(grep -cE '(error for an answer|langchain4j.* failed after text|agent-framework, completions.*): [A-Za-z]*Exception$' seen)" = 3 ] ||
  set_up_failed "the failures that are seen as such were not"
[ "$(grep -c ': complete, ' seen)" = 5 ] || no_longer "a failure is no answer"
still_surprising "a failure is an answer, to be told by its finish reason alone"
