#!/usr/bin/env bash
# ollama 0.6.3 (Python, with httpx 0.28.1)
#
# One would guess: a stream of JSON lines may hold any character of Unicode within its JSON texts.
# What happens: the client splits the stream with httpx's iter_lines(), which splits as Python's str.splitlines() does:
# also at U+0085 and U+2028. Both may stand unescaped in a JSON text (RFC 8259, section 7), and servers that write
# UTF-8 send them so. An answer with one of them ends in a JSONDecodeError, on a server that did nothing wrong.
#
#   plain text: a b
#   U+0085: JSONDecodeError: Unterminated string starting at: line 1 column 98 (char 97)
#   U+2028: JSONDecodeError: Unterminated string starting at: line 1 column 98 (char 97)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages ollama==0.6.3 httpx==0.28.1
cat >replies.py <<'PYTHON'
import json

def line(text):
    message = {"role": "assistant", "content": text}
    return json.dumps({"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": message, "done": True}, ensure_ascii=False) + "\n"

texts = {"plain": "a b", "next": "a\u0085b", "separator": "a\u2028b"}
print(json.dumps({name: {"type": "application/x-ndjson", "body": line(text)} for name, text in texts.items()}))
PYTHON
replies "$("$python" replies.py)"

cat >chat.py <<'PYTHON'
import sys
import ollama

for name, label in {"plain": "plain text", "next": "U+0085", "separator": "U+2028"}.items():
    client = ollama.Client(host=f"http://127.0.0.1:{sys.argv[1]}/{name}")
    try:
        parts = client.chat(model="m", messages=[{"role": "user", "content": "x"}], stream=True)
        print(f"{label}:", "".join(part.message.content for part in parts))
    except ValueError as e:
        print(f"{label}: {type(e).__name__}: {e}")
PYTHON
"$python" chat.py "$port" | tee seen
grep -q 'plain text: a b' seen || set_up_failed "a plain text was not read"
[ "$(grep -c JSONDecodeError seen)" = 2 ] || no_longer "the stream is split at line feeds only"
still_surprising "valid JSON lines with U+0085 or U+2028 can't be read"
