#!/usr/bin/env bash
# instructor 1.17.0, langasync 0.2.3 with langchain-openai 1.7.4, autobatcher 0.12.0, beside openai-batch 0.3.4 (PyPI)
#
# One would guess: a batch that has expired has an output file for what was done in time, which OpenAI bills, and an error
# file for the rest, so helpers for batches hand out the former; and of a completed batch, they tell which line failed.
# What happens: three of four discard all of an expired batch. instructor raises, and raises again whenever it is asked;
# langasync gives no results and notes the job as finished; autobatcher, a drop-in client, fails every call, so that the
# caller sends them again. Of a completed batch, instructor's results are without the line that failed (the list is
# shorter, with no error in it), and autobatcher says that there is no result for it, not why. Only langasync reads the
# error file as well; openai-batch writes both files, whatever the status.
#
#   expired, 2 of 3 answered: instructor: Exception
#   expired, 2 of 3 answered: langasync: no results, finished
#   expired, 2 of 3 answered: autobatcher: Exception Exception Exception
#   expired, 2 of 3 answered: openai-batch: 2 answers, 1 error
#   completed, 2 of 3 answered: instructor: answer answer
#   completed, 2 of 3 answered: langasync: answer answer FailedLLMOutputError
#   completed, 2 of 3 answered: autobatcher: answer answer Exception (No result)
#   completed, 2 of 3 answered: openai-batch: 2 answers, 1 error
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

needs python3
for package in instructor==1.17.0 langasync==0.2.3 autobatcher==0.12.0 openai-batch==0.3.4; do
  helper=${package%%=*}
  more=()
  case $helper in
    langasync) more=(langchain-openai==1.7.4) ;;
    openai-batch) more=(httpx==0.28.1) ;; # which it imports and does not declare
  esac
  set_up python3 -m venv "$helper"
  set_up "$helper/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check "$package" "${more[@]}"
done

# A server of batches whose path begins with the status in which each batch ends; the last line of a batch is not answered.
cat >batches.py <<'PYTHON'
import http.server
import json

files = {}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def reply(self, value, kind="application/json"):
        body = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        status, _, what = self.path.strip("/").split("/")[:3]
        if what == "files":
            name = f"file-{len(files)}"
            files[name] = [json.loads(line) for line in body.splitlines() if line.startswith('{"custom_id"')]
            self.reply({"id": name, "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "batch", "status": "processed"})
        else:
            self.reply(batch(json.loads(body)["input_file_id"], status))

    def do_GET(self):
        status, _, what, name = self.path.strip("/").split("/")[:4]
        if what == "batches":
            self.reply(batch(name.removeprefix("batch-"), status))
        else:
            *done, left = files[name.removesuffix("-out").removesuffix("-err")]
            lines = [answer(line) for line in done] if name.endswith("-out") else [error(left, status)]
            self.reply("".join(json.dumps(line) + "\n" for line in lines), "application/jsonl")


def batch(name, status):
    return {"id": f"batch-{name}", "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": name, "completion_window": "24h",
            "status": status, "created_at": 1, "output_file_id": f"{name}-out", "error_file_id": f"{name}-err",
            "request_counts": {"total": 3, "completed": 2, "failed": 1}}


def answer(line):
    message = {"role": "assistant", "content": '{"n": 1}'}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "usage": {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14},
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
    return {"id": "r", "custom_id": line["custom_id"], "response": {"status_code": 200, "request_id": "q", "body": body}, "error": None}


def error(line, status):
    if status == "expired":
        failure = {"code": "batch_expired", "message": "This request could not be executed before the completion window expired."}
        return {"id": "r", "custom_id": line["custom_id"], "response": None, "error": failure}
    body = {"error": {"type": "invalid_request_error", "code": "invalid_value", "message": "The image cannot be read.", "param": None}}
    return {"id": "r", "custom_id": line["custom_id"], "response": {"status_code": 400, "request_id": "q", "body": body}, "error": None}


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON

cat >ask_instructor.py <<'PYTHON'
from instructor.batch import BatchProcessor
from pydantic import BaseModel


class Number(BaseModel):
    n: int


processor = BatchProcessor("openai/m", Number)
name = processor.submit_batch(processor.create_batch_from_messages([[{"role": "user", "content": "?"}]] * 3, "in.jsonl"))
try:
    print("SAYS", *("answer" if result.success else result.error_type for result in processor.get_results(name)))
except Exception as e:
    print("SAYS", type(e).__name__)
PYTHON
cat >ask_langasync.py <<'PYTHON'
import asyncio

from langasync import batch_chain
from langasync.settings import LangasyncSettings
from langchain_openai import ChatOpenAI


async def ask():
    job = await batch_chain(ChatOpenAI(model="m"), LangasyncSettings()).submit(["?"] * 3)
    results = (await job.get_results()).results
    if results is None:
        noted = await job.repository.get(job.job_id)
        print("SAYS no results,", "finished" if noted.finished else "unfinished")
    else:
        print("SAYS", *(type(result).__name__ if isinstance(result, Exception) else "answer" for result in results))


asyncio.run(ask())
PYTHON
cat >ask_autobatcher.py <<'PYTHON'
import asyncio
import os

from autobatcher import BatchOpenAI


async def ask():
    client = BatchOpenAI(api_key="k", base_url=os.environ["OPENAI_BASE_URL"], completion_window="24h", batch_window_seconds=0.1, poll_interval_seconds=0.1)
    calls = [client.chat.completions.create(model="m", messages=[{"role": "user", "content": "?"}]) for _ in range(3)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    await client.close()
    print("SAYS", *(type(result).__name__ + " (No result)" * ("No result" in str(result)) if isinstance(result, Exception) else "answer" for result in results))


asyncio.run(ask())
PYTHON
cat >ask_openai-batch.py <<'PYTHON'
import json
import os

from openai_batch import Batch
from openai_batch.providers import Provider

provider = Provider(base_url=os.environ["OPENAI_BASE_URL"], api_key="k")
client = provider.get_client()
lines = [json.dumps({"custom_id": str(i), "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m"}}) for i in range(3)]
file = client.files.create(file="\n".join(lines).encode(), purpose="batch")
batch = client.batches.create(input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h")
Batch(batch_id=batch.id, output_file="out.jsonl", error_file="err.jsonl", provider=provider).download()
print("SAYS", len(open("out.jsonl").readlines()), "answers,", len(open("err.jsonl").readlines()), "error")
PYTHON
serve python3 batches.py
for status in expired completed; do
  for helper in instructor langasync autobatcher openai-batch; do
    OPENAI_API_KEY=k OPENAI_BASE_URL=http://127.0.0.1:$port/$status/v1 timeout 60 "$helper/bin/python" "ask_$helper.py" >said 2>&1 ||
      { tail -n 5 said >&2; set_up_failed "$helper did not run"; }
    echo "$status, 2 of 3 answered: $helper: $(sed -n 's/^SAYS //p' said)"
  done
done | tee seen
[ "$(wc -l <seen)" = 8 ] || set_up_failed "not all helpers were asked"
[ "$(grep -c 'openai-batch: 2 answers, 1 error$' seen)" = 2 ] || set_up_failed "the stub's files were not fetched"
grep -q '^expired.* instructor: Exception$' seen || no_longer "instructor gives answers of an expired batch"
grep -q '^expired.* langasync: no results, finished$' seen || no_longer "langasync gives answers of an expired batch"
grep -q '^expired.* autobatcher: Exception Exception Exception$' seen || no_longer "autobatcher gives answers of an expired batch"
grep -q '^completed.* instructor: answer answer$' seen || no_longer "instructor tells of lines that failed"
grep -q '^completed.* autobatcher: .*No result' seen || no_longer "autobatcher tells why a line failed"
still_surprising "what was answered and billed before a batch expired is discarded"
