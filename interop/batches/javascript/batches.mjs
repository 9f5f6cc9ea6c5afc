// Runs a batch and what belongs to it with OpenAI's SDK, and prints what it saw, one JSON object a line.
// Arguments: {base_url, key, lines, wrong, other_file, other_batch}.

import fs from "node:fs";
import { setTimeout } from "node:timers/promises";
import OpenAI, { APIError, toFile } from "openai";

const plan = JSON.parse(process.argv[2]);
const client = new OpenAI({ baseURL: plan.base_url, apiKey: plan.key });
const ENDED = ["completed", "failed", "expired", "cancelled"];

const tell = (seen) => console.log(JSON.stringify(seen));

async function create(path) {
  const file = await client.files.create({ file: fs.createReadStream(path), purpose: "batch" });
  const batch = await client.batches.create({
    input_file_id: file.id,
    endpoint: "/v1/responses",
    completion_window: "24h",
    metadata: { by: "javascript" },
  });
  return [file, batch];
}

async function ended(batch, show = false) {
  while (!ENDED.includes(batch.status)) {
    await setTimeout(200);
    batch = await client.batches.retrieve(batch.id);
    if (show) tell({ completed: batch.request_counts.completed });
  }
  return batch;
}

async function refused(ask) {
  try {
    await ask();
  } catch (error) {
    if (error instanceof APIError) return [error.status, error.constructor.name];
    throw error;
  }
  return null;
}

async function lines(fileId) {
  if (!fileId) return [];
  const text = await (await client.files.content(fileId)).text();
  return text.trim().split("\n").map(JSON.parse);
}

async function all(pages) {
  const objects = [];
  for await (const each of pages) objects.push(each);
  return objects;
}

const [file, begun] = await create(plan.lines);
const done = await ended(begun, true);
tell({
  batch: {
    id: done.id,
    file: file.id,
    status: [begun.status, done.status],
    counts: done.request_counts,
    metadata: done.metadata,
    times: [done.created_at, done.in_progress_at, done.finalizing_at, done.completed_at],
    error_file: done.error_file_id,
  },
  output: (await lines(done.output_file_id)).map((line) => [line.custom_id, line.response.status_code]),
});

const [, failing] = await create(plan.wrong);
const failed = await ended(failing);
const [, cancelled] = await create(plan.lines);
const cancelling = await client.batches.cancel(cancelled.id);
const stopped = await ended(cancelling);
const batches = (await all(client.batches.list({ limit: 1 }))).map((batch) => batch.id);
tell({
  failed: [failed.status, failed.errors.data.map((each) => [each.line, each.code])],
  cancelled: [cancelling.status, stopped.status, stopped.request_counts.total],
  batches: JSON.stringify(batches) === JSON.stringify([cancelled.id, failing.id, begun.id]),
  files: (await all(client.files.list({ purpose: "batch", limit: 2 }))).length,
  filename: (await client.files.retrieve(file.id)).filename,
  deleted: (await client.files.delete(file.id)).deleted,
  refused: {
    "deleted file": await refused(() => client.files.retrieve(file.id)),
    "batch of a deleted file": await refused(() =>
      client.batches.create({ input_file_id: file.id, endpoint: "/v1/responses", completion_window: "24h" }),
    ),
    "cancel of what is over": await refused(() => client.batches.cancel(begun.id)),
    "another's batch": await refused(() => client.batches.retrieve(plan.other_batch)),
    "another's file": await refused(() => client.files.content(plan.other_file)),
    purpose: await refused(async () =>
      client.files.create({ file: await toFile(Buffer.from("{}"), "x"), purpose: "assistants" }),
    ),
    "empty file": await refused(async () =>
      client.files.create({ file: await toFile(Buffer.from(""), "x.jsonl"), purpose: "batch" }),
    ),
  },
});
