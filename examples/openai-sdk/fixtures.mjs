// Writes exchanges as fixtures for the build's own tests: what differs from run to run is replaced by a placeholder, and IDs by
// their number, so that the same conversation can be held with any gateway that has the demo's configuration.
import fs from 'node:fs';
import path from 'node:path';

const ID = /resp_([A-Za-z0-9_-]{48,})/g;
const API_KEY = /^Bearer (.*)$/;
const SENT_BY_NODE = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);
const TOLD = /^(content-type|cache-control|www-authenticate|retry-after|x-request-id|x-should-retry|x-ratelimit-.*)$/;

const HEADERS = {
  'retry-after': '<digits>',
  'x-request-id': '<text>',
  'x-ratelimit-remaining-requests': '<digits>',
  'x-ratelimit-reset-requests': '<duration>',
};

const FIELDS = {
  created_at: '<integer>',
  completed_at: '<integer>',
  retry_after_ms: '<integer>',
  request_id: '<text>',
  accepted_at: '<time>',
  started_at: '<time>',
  ended_at: '<time>',
  deadline: '<time>',
  retry_at: '<time>',
};

export class Fixtures {
  #directory;
  #sdk;
  #ids = [];
  #count = 0;

  /** Replaces what is there. */
  constructor(directory, sdk) {
    this.#directory = directory;
    this.#sdk = sdk;
    fs.mkdirSync(directory, { recursive: true });
    for (const file of fs.readdirSync(directory).filter((name) => name.endsWith('.json'))) {
      fs.rmSync(path.join(directory, file));
    }
  }

  /**
   * @param keys names of API keys by the keys
   * @param again whether the request may have to be repeated until it is answered so
   */
  keep(name, { request, response }, keys, again = false) {
    this.#learnIds(request.path + response.body);
    const fixture = {
      sdk: this.#sdk,
      again,
      request: {
        method: request.method,
        path: this.#text(request.path),
        headers: this.#requestHeaders(request.headers, keys),
        body: request.body === '' ? null : this.#json(JSON.parse(request.body)),
      },
      response: {
        status: response.status,
        headers: this.#responseHeaders(response.headers),
        ...this.#body(response),
      },
    };
    if (!again && fixture.response.body) {
      leaveOpenHowFarItIs(fixture.response.body);
    }
    this.#count += 1;
    const file = `${String(this.#count).padStart(2, '0')}-${name}.json`;
    fs.writeFileSync(path.join(this.#directory, file), JSON.stringify(fixture, null, 2) + '\n');
  }

  /** Byte for byte, as its signature is over these. */
  keepDelivery(name, delivery, secret) {
    const { host, connection, 'content-length': length, ...headers } = delivery.headers;
    const fixture = { sdk: this.#sdk, secret, request: { ...delivery, headers } };
    const file = path.join(this.#directory, 'deliveries', `${name}.json`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(fixture, null, 2) + '\n');
  }

  #learnIds(text) {
    for (const [, id] of text.matchAll(ID)) {
      if (!this.#ids.includes(id)) {
        this.#ids.push(id);
      }
    }
  }

  #body({ headers, body }) {
    if (!headers['content-type'].startsWith('text/event-stream')) {
      return { body: this.#json(JSON.parse(body)) };
    }
    const frames = body.split('\n\n').filter((frame) => frame.startsWith('event: '));
    return { events: frames.map((frame) => this.#json(JSON.parse(frame.slice(frame.indexOf('\ndata: ') + 7)))) };
  }

  #requestHeaders(headers, keys) {
    const kept = Object.entries(headers).filter(([name]) => !SENT_BY_NODE.has(name));
    return Object.fromEntries(
      kept.map(([name, value]) => [name, value.replace(API_KEY, (_, key) => `Bearer <key ${keys[key] ?? 'unknown'}>`)]),
    );
  }

  #responseHeaders(headers) {
    const kept = Object.entries(headers).filter(([name]) => TOLD.test(name));
    const told = Object.fromEntries(kept.map(([name, value]) => [name, value === '0' ? value : (HEADERS[name] ?? value)]));
    if (headers['retry-after']) {
      // another try is worthwhile when it is soon
      told['x-should-retry'] = '<boolean>';
    }
    return told;
  }

  #json(value, field) {
    if (Array.isArray(value)) {
      return value.map((element) => this.#json(element));
    }
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.#json(inner, name)]));
    }
    if (value !== null && FIELDS[field]) {
      return FIELDS[field];
    }
    return typeof value === 'string' ? this.#text(value) : value;
  }

  /** IDs of items hold that of their response. */
  #text(text) {
    return this.#ids
      .reduce((replaced, id, index) => replaced.replaceAll(id, `{${index + 1}}`), text)
      .replace(/room in [0-9.]+ s/, 'room in <number> s');
  }
}

/** A call that has just been accepted may wait or have begun. */
function leaveOpenHowFarItIs(response) {
  if (response.status === 'queued' || response.status === 'in_progress') {
    response.status = '<under way>';
    Object.assign(response.sluice, { state: '<text>', target: '<text or null>', attempt: '<integer>' });
  }
}
