#!/usr/bin/env bash
# Node 20.20.2's fetch (undici 6.24.1 within), undici 7.30.2 (npm); above them openai 7.57.0 (npm), beside openai 3.57.0 (PyPI)
#
# One would guess: a chunked answer whose connection goes away before the last chunk is an error, as RFC 9112 (section 8)
# has it: such a message is incomplete.
# What happens: it is one only while the connection was to be kept. If the server has said "Connection: close", as one may
# that is about to stop, Node's fetch ends the body as if it were whole. A stream of OpenAI's SDK then ends without an error
# in mid-sentence, with finish_reason null; in Python the same bytes raise one.
#
#   fetch, kept: TypeError: terminated
#   fetch, close: whole, 183 bytes
#   undici, close: whole, 183 bytes
#   openai for Node, close: "one " without an error, finish_reason null
#   openai for Python, close: APIConnectionError
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages openai==3.57.0
npm_packages openai@7.57.0 undici@7.30.2
cat >server.py <<'PYTHON'
import http.server
import json

CHOICE = {"index": 0, "delta": {"role": "assistant", "content": "one "}, "finish_reason": None}
CHUNK = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [CHOICE]}

class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        if self.path.startswith("/close"):
            self.send_header("connection", "close")
        self.end_headers()
        event = f"data: {json.dumps(CHUNK)}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
        self.close_connection = True  # and the last chunk, "0", is never sent

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
serve python3 server.py

cat >ask.mjs <<'JS'
import OpenAI from 'openai';
import { fetch as undici } from 'undici';

const url = (path) => `http://127.0.0.1:${process.argv[2]}/${path}`;
const whole = async (fetch, path) => {
  const response = await fetch(url(path), { method: 'POST', body: '{}' });
  return `whole, ${(await response.text()).length} bytes`;
};
const openai = async () => {
  const client = new OpenAI({ apiKey: 'k', baseURL: url('close'), maxRetries: 0 });
  let text = '', reason;
  for await (const chunk of await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'x' }], stream: true })) {
    text += chunk.choices[0].delta.content;
    reason = chunk.choices[0].finish_reason;
  }
  return `"${text}" without an error, finish_reason ${reason}`;
};
const tell = async (name, call) => console.log(`${name}: ${await call().catch((e) => `${e.name}: ${e.message}`)}`);
await tell('fetch, kept', () => whole(fetch, 'kept'));
await tell('fetch, close', () => whole(fetch, 'close'));
await tell('undici, close', () => whole(undici, 'close'));
await tell('openai for Node, close', openai);
JS
cat >ask.py <<'PYTHON'
import sys

from openai import OpenAI, APIConnectionError

client = OpenAI(api_key="k", base_url=f"http://127.0.0.1:{sys.argv[1]}/close", max_retries=0)
try:
    for chunk in client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}], stream=True):
        pass
    print("openai for Python, close: no error")
except APIConnectionError as e:
    print(f"openai for Python, close: {type(e).__name__}")
PYTHON
{ node ask.mjs "$port" && "$python" ask.py "$port"; } | tee seen
grep -q '^fetch, kept: TypeError' seen || set_up_failed "a broken kept connection is no error either"
grep -q '^openai for Python, close: APIConnectionError' seen || set_up_failed "Python reads the broken stream too"
grep -q '^fetch, close: whole' seen && grep -q '^undici, close: whole' seen || no_longer "a broken body is an error also after Connection: close"
grep -q '^openai for Node, close: "one " without an error' seen || no_longer "the SDK notices the missing end"
still_surprising "after Connection: close a broken stream looks whole"
