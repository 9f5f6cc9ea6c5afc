"""Runs a batch and what belongs to it with OpenAI's SDK, and prints what it saw, one JSON object a line.

Arguments: {base_url, key, lines, wrong, other_file, other_batch}.
"""

import json
import sys
import time
from pathlib import Path

from openai import APIStatusError, OpenAI

plan = json.loads(sys.argv[1])
client = OpenAI(base_url=plan["base_url"], api_key=plan["key"])
ENDED = {"completed", "failed", "expired", "cancelled"}


def tell(**seen):
    print(json.dumps(seen), flush=True)


def create(path):
    with Path(path).open("rb") as content:
        file = client.files.create(file=content, purpose="batch")
    batch = client.batches.create(
        input_file_id=file.id, endpoint="/v1/responses", completion_window="24h", metadata={"by": "python"}
    )
    return file, batch


def ended(batch, show=False):
    while batch.status not in ENDED:
        time.sleep(0.2)
        batch = client.batches.retrieve(batch.id)
        if show:
            tell(completed=batch.request_counts.completed)
    return batch


def refused(ask):
    try:
        ask()
    except APIStatusError as error:
        return [error.status_code, type(error).__name__]
    return None


def lines(file_id):
    return [json.loads(line) for line in client.files.content(file_id).text.splitlines()] if file_id else []


file, begun = create(plan["lines"])
done = ended(begun, show=True)
tell(
    batch={
        "id": done.id,
        "file": file.id,
        "status": [begun.status, done.status],
        "counts": done.request_counts.to_dict(),
        "metadata": done.metadata,
        "times": [done.created_at, done.in_progress_at, done.finalizing_at, done.completed_at],
        "error_file": done.error_file_id,
    },
    output=[[line["custom_id"], line["response"]["status_code"]] for line in lines(done.output_file_id)],
)

_, failing = create(plan["wrong"])
failed = ended(failing)
_, cancelled = create(plan["lines"])
cancelling = client.batches.cancel(cancelled.id)
stopped = ended(cancelling)
tell(
    failed=[failed.status, [[each.line, each.code] for each in failed.errors.data]],
    cancelled=[cancelling.status, stopped.status, stopped.request_counts.total],
    batches=[batch.id for batch in client.batches.list(limit=1)] == [cancelled.id, failing.id, begun.id],
    files=len([each for each in client.files.list(purpose="batch", limit=2)]),
    filename=client.files.retrieve(file.id).filename,
    deleted=client.files.delete(file.id).deleted,
    refused={
        "deleted file": refused(lambda: client.files.retrieve(file.id)),
        "batch of a deleted file": refused(
            lambda: client.batches.create(
                input_file_id=file.id, endpoint="/v1/responses", completion_window="24h"
            )
        ),
        "cancel of what is over": refused(lambda: client.batches.cancel(begun.id)),
        "another's batch": refused(lambda: client.batches.retrieve(plan["other_batch"])),
        "another's file": refused(lambda: client.files.content(plan["other_file"])),
        "purpose": refused(lambda: client.files.create(file=b"{}", purpose="assistants")),
        "empty file": refused(lambda: client.files.create(file=("x.jsonl", b""), purpose="batch")),
    },
)
