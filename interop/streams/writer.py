"""A provider with OpenAI's chat completions that writes as models do: word by word, and arguments piece by piece.

The prompt says how much: "Write 40 words in 2 seconds." While tools are given, it writes a call of the first one instead.
"""

import json
import re
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = "gpt-4o-mini"
WANTED = re.compile(r"Write (\d+) words in (\d+) seconds")
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
ARGUMENTS = {"gate": "north", "reason": "a boat waits before it, and the water is high enough"}
PIECE = 6


def text(words):
    return " ".join(f"word{number}" for number in range(words))


class Writer(ThreadingHTTPServer):
    """A server on a free port, in threads of this process."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        request = json.loads(body)
        words, seconds = map(int, WANTED.search(body).groups())
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        # a gateway that was killed reads no more
        with suppress(OSError):
            if request.get("tools"):
                self.write(request, called(request["tools"][0]["function"]["name"]), "tool_calls", seconds)
            else:
                pieces = re.findall(r"\S+\s*", text(words))
                self.write(request, [{"content": piece} for piece in pieces], "stop", seconds)

    def write(self, request, deltas, reason, seconds):
        self.chunk({"role": "assistant", "content": None}, None)
        for delta in deltas:
            time.sleep(seconds / len(deltas))
            self.chunk(delta, None)
        self.chunk({}, reason)
        if (request.get("stream_options") or {}).get("include_usage"):
            self.event({"choices": [], "usage": USAGE})
        self.wfile.write(b"data: [DONE]\n\n")

    def chunk(self, delta, reason):
        self.event({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "usage": None})

    def event(self, fields):
        told = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, **fields}
        self.wfile.write(f"data: {json.dumps(told)}\n\n".encode())
        self.wfile.flush()


def called(name):
    arguments = json.dumps(ARGUMENTS)
    call = {"index": 0, "id": f"call_{time.time_ns()}", "type": "function"}
    begun = {"tool_calls": [call | {"function": {"name": name, "arguments": ""}}]}
    pieces = [arguments[at : at + PIECE] for at in range(0, len(arguments), PIECE)]
    return [begun, *({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in pieces)]
