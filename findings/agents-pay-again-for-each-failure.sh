#!/usr/bin/env bash
# haystack-ai 3.4.1 (PyPI, with openai 3.57.0), @openai/agents 0.20.0 (npm, with openai 7.57.0), each with its own defaults
#
# One would guess: an agent whose model call has failed raises an error, or retries as often as max_retries says, here 0.
# What happens: a failure that comes with status 200 is an empty turn of the model, neither text nor tool calls, so the
# agent takes its next step and asks again with the same input until its steps are used up. Haystack's Agent does so for
# a response of the Responses API with status "failed", 100 times, and then returns a message without text. @openai/agents
# does so for {"error": ...} in place of a chat completion, which a gateway has to send once status 200 is out, 10 times,
# and its own error says nothing of it. Each request may be paid for.
# Elsewhere both see the failure: Haystack raises for a chat completion, @openai/agents for a failed response.
#
#   haystack, failed response: requests: 100, ended with text None, finish_reason stop, status failed
#   haystack, error for a completion: requests: 1, ended with TypeError
#   agents, failed response: requests: 1, ended with ModelBehaviorError
#   agents, error for a completion: requests: 10, ended with MaxTurnsExceededError: Max turns (10) exceeded
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages haystack-ai==3.4.1 openai==3.57.0
npm_packages @openai/agents@0.20.0 openai@7.57.0 zod@4.6.7
cat >replies.py <<'PYTHON'
import json

error = {"code": "server_error", "type": "server_error", "message": "the provider is away", "param": None}
response = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "status": "failed", "error": error, "output": [],
            "incomplete_details": None, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "usage": None}
failed, instead = {"body": response}, {"body": {"error": error}}
print(json.dumps({"haystack-failed": failed, "haystack-instead": instead, "agents-failed": failed, "agents-instead": instead}))
PYTHON
replies "$("$python" replies.py)"

cat >agent.py <<'PYTHON'
import sys

from haystack.components.agents import Agent
from haystack.components.generators.chat import OpenAIChatGenerator, OpenAIResponsesChatGenerator
from haystack.dataclasses import ChatMessage
from haystack.tools import create_tool_from_function
from haystack.utils import Secret

def weather(city: str) -> str:
    """The weather of a city."""
    return "sunny"

def run(generator, path):
    model = generator(model="m", api_key=Secret.from_token("k"), api_base_url=f"http://127.0.0.1:{sys.argv[1]}/{path}", max_retries=0)
    try:
        last = Agent(chat_generator=model, tools=[create_tool_from_function(weather)]).run(messages=[ChatMessage.from_user("x")])["messages"][-1]
        print(path, f"text {last.text}, finish_reason {last.meta.get('finish_reason')}, status {last.meta.get('status')}")
    except Exception as e:
        print(path, type(e).__name__)

run(OpenAIResponsesChatGenerator, "haystack-failed")
run(OpenAIChatGenerator, "haystack-instead")
PYTHON
cat >agent.mjs <<'JS'
import { Agent, OpenAIChatCompletionsModel, OpenAIResponsesModel, run, setTracingDisabled, tool } from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';

setTracingDisabled(true);
const weather = tool({ name: 'weather', description: 'The weather of a city.', parameters: z.object({ city: z.string() }), execute: () => 'sunny' });
for (const [Model, path] of [[OpenAIResponsesModel, 'agents-failed'], [OpenAIChatCompletionsModel, 'agents-instead']]) {
  const client = new OpenAI({ apiKey: 'k', baseURL: `http://127.0.0.1:${process.argv[2]}/${path}`, maxRetries: 0 });
  try {
    const { finalOutput } = await run(new Agent({ name: 'a', model: new Model(client, 'm'), tools: [weather] }), 'x');
    console.log(path, `output ${JSON.stringify(finalOutput)}`);
  } catch (e) {
    console.log(path, e.constructor.name === 'MaxTurnsExceededError' ? `${e.constructor.name}: ${e.message}` : e.constructor.name);
  }
}
JS
{ HAYSTACK_TELEMETRY_ENABLED=False timeout 120 "$python" agent.py "$port" && timeout 120 node agent.mjs "$port"; } >ends 2>warnings ||
  { tail -n 5 warnings >&2; set_up_failed "the agents did not run"; }
tell() { echo "$1: requests: $(times_asked "$2"), ended with $(sed -n "s/^$2 //p" ends)"; }
tell "haystack, failed response" haystack-failed
tell "haystack, error for a completion" haystack-instead
tell "agents, failed response" agents-failed
tell "agents, error for a completion" agents-instead
[ "$(times_asked haystack-instead) $(times_asked agents-failed)" = "1 1" ] || set_up_failed "the failures that both see were asked for more than once"
[ "$(times_asked haystack-failed)" -gt 1 ] && [ "$(times_asked agents-instead)" -gt 1 ] || no_longer "an agent ends at a failure"
still_surprising "a failure is asked for again until the agent's steps are used up"
