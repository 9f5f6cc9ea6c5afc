"""A provider with OpenAI's chat completions that knows what it is paid for: it counts the calls of each case.

A case is named in the prompt, as [case ROW/NAME]. What a prompt and its request ask for decides the answer: a tool call
while tools are given and no result is there, JSON by the schema, the word of an earlier turn, or an answer in 90 seconds.
"""

import functools
import json
import re
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-of-the-provider"
# names of OpenAI's, since some clients know what these can do and refuse others
MODEL, REASONING_MODEL = "gpt-4o-mini", "gpt-5-mini"
ANSWER = "The gate is open."
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
CASE = re.compile(r"\[case ([a-z0-9-]+)/([a-z0-9]+)]")
SLOW = re.compile(r"Take (\d+) seconds")
# dspy has its fields between marks, which a model repeats
FIELD = re.compile(r"\[\[ ## (answer) ## ]]")


class Provider(ThreadingHTTPServer):
    """A server on a free port, in threads of this process; `paid` counts the calls by row and case."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.paid = Counter()
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        request = json.loads(body)
        if self.headers["authorization"] != f"Bearer {KEY}":
            self.refuse(401, "invalid_api_key", "Incorrect API key provided.")
        elif self.path != "/v1/chat/completions" or request["model"] not in (MODEL, REASONING_MODEL):
            self.refuse(404, "model_not_found", f"There is no {self.path} with the model {request['model']}.")
        else:
            case = CASE.search(body)
            self.server.paid[case.groups() if case else None] += 1
            if slow := SLOW.search(body):
                time.sleep(int(slow[1]))
            answer = completion(request)
            if request.get("stream"):
                self.reply(200, "".join(chunks(answer, request)).encode(), "text/event-stream")
            else:
                self.reply(200, json.dumps(answer).encode())

    def refuse(self, status, code, message):
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
        self.reply(status, json.dumps({"error": error}).encode())

    def reply(self, status, content, content_type="application/json"):
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def completion(request):
    message = {"role": "assistant", "content": None, "refusal": None, "annotations": []} | said(request)
    if request["model"] == REASONING_MODEL:
        message["reasoning_content"] = "Gates are opened by their names."
    reason = "tool_calls" if "tool_calls" in message else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reason, "logprobs": None}],
        "usage": USAGE,
    }


def chunks(completion, request):
    choice = completion["choices"][0]
    message = choice["message"]
    calls = [{"index": index} | call for index, call in enumerate(message.get("tool_calls", []))]
    deltas = [message | ({"tool_calls": calls} if calls else {}), {}]
    for delta, reason in zip(deltas, (None, choice["finish_reason"])):
        chunk = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        yield f"data: {json.dumps(completion | chunk | {'usage': None})}\n\n"
    if (request.get("stream_options") or {}).get("include_usage"):
        yield f"data: {json.dumps(completion | {'object': 'chat.completion.chunk', 'choices': []})}\n\n"
    yield "data: [DONE]\n\n"


def said(request):
    messages = request["messages"]
    last = messages[-1]
    if last["role"] == "tool":
        return {"content": f"Done: {text(last)}."}
    if request.get("tools"):
        function = request["tools"][0]["function"]
        called = {"name": function["name"], "arguments": json.dumps(example(function["parameters"]))}
        return {"tool_calls": [{"id": f"call_{time.time_ns()}", "type": "function", "function": called}]}
    form = request.get("response_format") or {}
    if form.get("type") == "json_schema":
        return {"content": json.dumps(example(form["json_schema"]["schema"]))}
    told = ANSWER
    if "What is my word?" in text(last):
        # the client has to send back what it was answered, not only what it asked
        noted = [
            found[1] for m in messages if m["role"] == "assistant" and (found := re.search(r"Noted: (\w+)", text(m)))
        ]
        told = f"Your word is {noted[-1]}." if noted else "You never told me."
    elif word := re.search(r"My word is (\w+)", text(last)):
        told = f"Noted: {word[1]}."
    if marked := FIELD.search(text(messages[0])):
        told = f"[[ ## {marked[1]} ## ]]\n{told}\n\n[[ ## completed ## ]]"
    return {"content": told}


def text(message):
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def example(schema, root=None):
    """A value that the schema allows."""
    root = root or schema
    if "$ref" in schema:
        return example(functools.reduce(lambda part, name: part[name], schema["$ref"].split("/")[1:], root), root)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return example(schema[key][0], root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        return {name: example(part, root) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema["items"], root)]
    return {"string": "north", "boolean": True}[kind]
