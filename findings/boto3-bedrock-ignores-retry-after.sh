#!/usr/bin/env bash
# boto3 1.44.8 (PyPI), bedrock-runtime, with its default retries
#
# One would guess: after a ThrottlingException with Retry-After: 20, boto3's retries wait 20 s; and a call that met its
# read timeout is not sent again, since the model may be at work on it.
# What happens: botocore doesn't read Retry-After; it asks again twice within about two seconds. And a read timeout
# (60 s by default, which long answers exceed) sends the same Converse call two more times, each billed by itself.
#
#   ThrottlingException, Retry-After 20: asked at 0.0 0.6 1.4
#   read timeout of 1 s, answer after 3 s: asked at 0.0 1.1 3.2
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/finding.sh"

python_packages boto3==1.44.8
replies '{"throttled": {"status": 429, "headers": {"x-amzn-errortype": "ThrottlingException", "retry-after": "20"}, "body": {"message": "slow down"}},
          "slow": {"delay": 3, "body": {}}}'

cat >ask.py <<'PYTHON'
import sys

import boto3
from botocore.config import Config


def converse(path, **config):
    client = boto3.client(
        "bedrock-runtime", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b",
        endpoint_url=f"http://127.0.0.1:{sys.argv[1]}/{path}", config=Config(**config))
    try:
        client.converse(modelId="m", messages=[{"role": "user", "content": [{"text": "x"}]}])
    except Exception as e:
        print(f"{path}: {type(e).__name__}")


converse("throttled")
converse("slow", read_timeout=1)
PYTHON
timeout 100 "$python" ask.py "$port"
echo "ThrottlingException, Retry-After 20: asked at $(asked throttled)"
echo "read timeout of 1 s, answer after 3 s: asked at $(asked slow)"
[ "$(times_asked throttled)" -ge 1 ] || set_up_failed "the stub was not asked"
[ "$(times_asked throttled)" -gt 1 ] || no_longer "boto3 doesn't ask again"
awk -v last="$(asked throttled | awk '{print $NF}')" 'BEGIN {exit !(last < 15)}' || no_longer "boto3 waits for Retry-After"
[ "$(times_asked slow)" -gt 1 ] || no_longer "a call that met its read timeout is sent once"
still_surprising "Retry-After was ignored, and a call in progress was sent again"
