// Runs the official OpenAI SDK, unmodified, against a running demo of Sluice:
//   node check.mjs [http://127.0.0.1:8080] [--record DIRECTORY]
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { VERSION } from 'openai/version';
import { Fixtures } from './fixtures.mjs';
import { Receiver } from './receiver.mjs';
import { Wire } from './wire.mjs';

const args = process.argv.slice(2);
const directory = args.includes('--record') ? args.splice(args.indexOf('--record'), 2)[1] : null;
const gateway = args[0] ?? 'http://127.0.0.1:8080';

// as examples/demo/demo.yaml has them
const KEYS = {
  acme: 'sk-demo-acme-default',
  'globex/ci': 'sk-demo-globex-ci', // may use chat-fast and chat-slow alone
  'initech/batch': 'sk-demo-initech-batch', // five requests a minute
  hooli: 'sk-demo-hooli-default', // is told by webhooks how its calls end
};
const WEBHOOKS = { port: 8085, path: '/webhooks', secret: 'whsec_Tqqd7yABNS0jWmpGiW1+Zfec6KaNLFqV8Y4O2QbsbLQ=' };
const NAMES = Object.fromEntries(Object.entries(KEYS).map(([name, key]) => [key, name]));

const wire = await Wire.open(gateway);
const fixtures = directory === null ? null : new Fixtures(directory, `openai ${VERSION} of npm`);
after(() => wire.close());

/** Without a recording the SDK speaks to the gateway itself. */
const connect = (apiKey, options = {}) =>
  new OpenAI({ apiKey, baseURL: `${fixtures ? wire.url : gateway}/v1`, maxRetries: 0, ...options });
const keep = (name, again) => fixtures?.keep(name, wire.last, NAMES, again);

const client = connect(KEYS.acme);
const question = { model: 'chat-fast', input: 'What is a sluice?', background: true };
const slow = { ...question, model: 'chat-slow' };

async function pollToTheEnd(id) {
  const until = Date.now() + 30_000;
  let response = await client.responses.retrieve(id);
  while (response.status === 'queued' || response.status === 'in_progress') {
    assert.ok(Date.now() < until, `${id} is still ${response.status}`);
    await sleep(100);
    response = await client.responses.retrieve(id);
  }
  return response;
}

async function rejectedWith(type, expected, call) {
  const error = await call.then(
    () => assert.fail(`expected ${type.name}`),
    (failure) => failure,
  );
  assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
  const { status, code, param } = error;
  assert.deepEqual({ status, code, param }, expected);
  assert.match(error.requestID, /^req_/);
  return error;
}

test('lists models', async () => {
  const models = [];
  for await (const model of client.models.list()) {
    models.push(model.id);
  }
  keep('models');
  assert.ok(models.includes('chat-fast') && models.includes('chat-slow'), `${models}`);
});

let answered;

test('creates in background and polls to the end', async () => {
  const created = await client.responses.create({ ...question, metadata: { ticket: 'T-1' } });
  keep('create');
  assert.match(created.id, /^resp_/);
  assert.match(created._request_id, /^req_/);
  assert.ok(['queued', 'in_progress'].includes(created.status), created.status);

  answered = await pollToTheEnd(created.id);
  keep('poll', true);
  assert.equal(answered.status, 'completed');
  assert.equal(answered.id, created.id);
  assert.equal(answered.output_text, 'What is a sluice?');
  assert.deepEqual(answered.metadata, { ticket: 'T-1' });
  assert.ok(answered.usage.total_tokens > 0);
});

test('lists what was asked', async () => {
  const texts = [];
  for await (const item of client.responses.inputItems.list(answered.id)) {
    texts.push(item.content[0].text);
  }
  keep('input-items');
  assert.deepEqual(texts, ['What is a sluice?']);
});

test('waits for the answer where nothing is said of background', async () => {
  const { background, ...atOnce } = question;
  const response = await client.responses.create(atOnce);
  keep('create-and-wait');
  assert.equal(response.status, 'completed');
  assert.equal(response.output_text, 'What is a sluice?');
});

test('streams what has ended, from the beginning and from the middle', async () => {
  const all = await collected(await client.responses.retrieve(answered.id, { stream: true }));
  keep('stream');
  const rest = await collected(await client.responses.retrieve(answered.id, { stream: true, starting_after: 4 }));
  keep('stream-from-the-middle');

  assert.equal(all[0].type, 'response.created');
  assert.equal(all.at(-1).type, 'response.completed');
  assert.deepEqual(all.map((event) => event.sequence_number), all.map((_, index) => index));
  assert.deepEqual(rest, all.slice(5));
});

test('streams what is under way, and takes a broken stream up again', async () => {
  const { id } = await client.responses.create(slow);
  keep('create-slow');

  const stream = await client.responses.retrieve(id, { stream: true });
  const before = [];
  for await (const event of stream) {
    before.push(event);
    if (event.type === 'response.in_progress') {
      break; // which also ends the connection
    }
  }
  const { status } = await client.responses.retrieve(id);
  assert.equal(status, 'in_progress');
  const last = before.at(-1).sequence_number;
  const rest = await collected(await client.responses.retrieve(id, { stream: true, starting_after: last }));
  keep('stream-taken-up');

  assert.deepEqual(before.map((event) => event.type), ['response.created', 'response.queued', 'response.in_progress']);
  assert.equal(rest[0].sequence_number, last + 1);
  assert.equal(rest.at(-1).type, 'response.completed');
  assert.deepEqual([...before, ...rest], await collected(await client.responses.retrieve(id, { stream: true })));
});

test('streams by the helper, which checks each event', async () => {
  const { id } = await client.responses.create(slow);
  const deltas = [];
  const stream = client.responses.stream({ response_id: id });
  stream.on('response.output_text.delta', (event) => deltas.push(event.delta));
  const response = await stream.finalResponse();
  assert.equal(response.status, 'completed');
  assert.equal(deltas.join(''), response.output_text);
});

test('cancels', async () => {
  const { id } = await client.responses.create(slow);
  keep('create-to-cancel');
  while ((await client.responses.retrieve(id)).status === 'queued') {
    await sleep(10);
  }
  keep('poll-to-cancel', true);
  const cancelled = await client.responses.cancel(id);
  keep('cancel', true);
  assert.equal(cancelled.id, id);
  assert.equal(cancelled.status, 'cancelled');
  assert.equal((await client.responses.retrieve(id)).status, 'cancelled');
  assert.equal((await client.responses.cancel(id)).status, 'cancelled');
});

test('deletes', async () => {
  await client.responses.delete(answered.id);
  keep('delete');
  const gone = { status: 404, code: null, param: null };
  await rejectedWith(OpenAI.NotFoundError, gone, client.responses.retrieve(answered.id));
  keep('deleted');
});

test('learns as 400 what it may not ask', async () => {
  const refused = { status: 400, code: 'previous_response_not_found', param: 'previous_response_id' };
  const call = client.responses.create({ ...question, previous_response_id: 'resp_of_another_day' });
  await rejectedWith(OpenAI.BadRequestError, refused, call);
  keep('bad-request');
});

test('learns as 401 that its key is unknown', async () => {
  const unknown = { status: 401, code: 'invalid_api_key', param: null };
  const call = connect('sk-nobody').responses.create(question);
  await rejectedWith(OpenAI.AuthenticationError, unknown, call);
  keep('unauthorized');
});

test('learns as 403 that its key may not use the model', async () => {
  const denied = { status: 403, code: 'access_denied', param: null };
  const call = connect(KEYS['globex/ci']).responses.create({ ...question, model: 'chat-smart' });
  const error = await rejectedWith(OpenAI.PermissionDeniedError, denied, call);
  keep('permission-denied');
  assert.equal(error.headers.get('x-should-retry'), 'false');
});

test('learns as 404 that there is no such model, and no such response', async () => {
  const model = client.responses.create({ ...question, model: 'chat-ultra' });
  const unknown = { status: 404, code: 'model_not_found', param: 'model' };
  await rejectedWith(OpenAI.NotFoundError, unknown, model);
  keep('no-such-model');
  const response = client.responses.retrieve('resp_of_another_day');
  await rejectedWith(OpenAI.NotFoundError, { status: 404, code: null, param: null }, response);
  keep('no-such-response');
});

test('learns as 429 that a limit is reached, and when there is room', async () => {
  const batch = connect(KEYS['initech/batch']);
  const flood = async () => {
    for (let request = 0; request < 10; request += 1) {
      await batch.responses.create(question);
    }
  };
  const limited = { status: 429, code: 'rate_limit_exceeded', param: null };
  const error = await rejectedWith(OpenAI.RateLimitError, limited, flood());
  keep('rate-limited', true);
  assert.match(error.headers.get('retry-after'), /^[0-9]+$/);
  assert.match(error.headers.get('x-should-retry'), /^(true|false)$/);
  assert.match(error.headers.get('x-ratelimit-limit-requests'), /^[0-9]+$/);
  assert.equal(error.headers.get('x-ratelimit-remaining-requests'), '0');
  assert.match(error.headers.get('x-ratelimit-reset-requests'), /^[0-9]+(ms|s|m[0-9]+s)$/);
});

test('is recognised when it repeats by itself what was answered and lost', async () => {
  const persistent = connect(KEYS.acme, { baseURL: `${wire.url}/v1`, maxRetries: 2 });
  const seen = wire.exchanges.length;
  wire.loseNextAnswer();
  const response = await persistent.responses.create(slow);

  const [lost, repeated] = wire.exchanges.slice(seen);
  assert.equal(lost.request.headers['x-stainless-retry-count'], '0');
  assert.equal(repeated.request.headers['x-stainless-retry-count'], '1');
  assert.equal(response.id, JSON.parse(lost.response.body).id);
  fixtures?.keep('lost', lost, NAMES);
  fixtures?.keep('repeated', repeated, NAMES);
});

test('verifies the webhook that tells of the end', async () => {
  const hooli = connect(KEYS.hooli);
  const receiver = await Receiver.listen(WEBHOOKS.port);
  try {
    const { id } = await hooli.responses.create(question);
    const delivery = await receiver.delivery((body) => JSON.parse(body).data.id === id);
    fixtures?.keepDelivery('webhook', delivery, WEBHOOKS.secret);

    assert.equal(delivery.path, WEBHOOKS.path);
    const event = await hooli.webhooks.unwrap(delivery.body, delivery.headers, WEBHOOKS.secret);
    assert.equal(event.object, 'event');
    assert.equal(event.type, 'response.completed');
    assert.match(event.id, /^evt_/);
    assert.equal((await hooli.responses.retrieve(event.data.id)).output_text, 'What is a sluice?');

    const forged = delivery.body.replace('completed', 'cancelled');
    await assert.rejects(
      hooli.webhooks.unwrap(forged, delivery.headers, WEBHOOKS.secret),
      OpenAI.InvalidWebhookSignatureError,
    );
  } finally {
    receiver.close();
  }
});

async function collected(stream) {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }
  return events;
}
