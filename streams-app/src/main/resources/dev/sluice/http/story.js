import { element, table } from './dom.js';
import { CALL_COLUMNS, callCells } from './panels.js';
import { count, dollars, millis, moment, words } from './format.js';

const section = document.getElementById('found');
const title = document.getElementById('found-title');
const body = document.getElementById('found-body');

function open(text, ...content) {
  title.textContent = text;
  body.replaceChildren(...content);
  section.hidden = false;
  title.focus();
}

async function ask(path) {
  // the page's own address may hold the key, which fetch refuses
  const response = await fetch(new URL(path, location.origin + location.pathname));
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error?.message ?? `status ${response.status}`);
  return answer;
}

// a queued call that has an attempt has it in a batch of its provider
const gathers = (step) => step.status === 'queued' && Boolean(step.attempt);

const TITLES = {
  accepted: (step) => (step.status === 'waiting' ? 'Accepted, waits for a limit' : gathers(step) ? 'Admitted, waits for a batch' : step.attempt ? `Admitted, attempt ${step.attempt} begins` : 'Admitted'),
  repeated: () => 'Asked again with the same request ID',
  waiting: () => 'Waits for a limit',
  queued: (step) => (gathers(step) ? 'Waits for a batch of its provider' : 'Queued'),
  in_progress: (step) => `Attempt ${step.attempt ?? ''} begins`,
  parked: () => 'Waits for its retry',
  attempt_ended: (step) => `Attempt ${step.attempt} ${step.outcome === 'answer' ? 'answered' : step.outcome === 'abandoned' ? 'abandoned' : 'failed'}`,
  answered: () => 'Completed',
  failed: () => 'Failed',
  late_usage: () => 'Billed after its end',
  settled: () => 'Settled after its end',
  deleted: () => 'Deleted',
  webhook: (step) => (step.tries === 0 ? 'Webhook is due' : `Webhook not accepted, ${step.tries} tries`),
  webhook_closed: () => 'Webhook accepted or given up',
};

const BAD = (step) => step.what === 'failed' || (step.what === 'attempt_ended' && step.outcome !== 'answer');
const GOOD = (step) => step.what === 'answered' || (step.what === 'attempt_ended' && step.outcome === 'answer');

function facts(step) {
  const facts = [];
  if (step.target) facts.push(`at ${step.target}`);
  if (step.model) facts.push(`${step.provider} · ${step.model}`);
  if (step.failure) facts.push(`${step.failure}, status ${step.status}`);
  if (step.limit) facts.push(`${step.limit} of ${step.scope}`);
  if (step.took_ms !== undefined) facts.push(`took ${millis(step.took_ms)}`);
  if (step.tokens) facts.push(`${count(step.tokens)} tokens`);
  if (step.cost_micros) facts.push(dollars(step.cost_micros / 1e6));
  if (step.retry_after_ms) facts.push(`retry after ${millis(step.retry_after_ms)}`);
  if (step.not_before) facts.push(`not before ${moment(step.not_before)}`);
  if (step.type) facts.push(step.type);
  return facts.join(' · ');
}

function timeline(story) {
  const steps = story.events.map((step) => element('li', { class: BAD(step) ? 'bad' : GOOD(step) ? 'good' : null },
    element('time', { datetime: new Date(step.at).toISOString(), title: moment(step.at) }, `+${millis(Math.max(0, step.at - story.accepted_at))}`),
    element('strong', {}, (TITLES[step.what] ?? (() => words(step.what)))(step)),
    element('span', {}, facts(step))));
  return element('ol', { class: 'timeline' }, ...steps);
}

function about(story) {
  const lines = [
    ['Tenant', story.tenant], ['Route', story.route], ['Request ID', story.request_id],
    ['State', story.state && words(story.state)], ['Accepted', moment(story.accepted_at)],
    ['Polling ID', story.polling_id], ['On the topic', `partition ${story.partition}, offset ${story.offset}`],
  ];
  return element('dl', { class: 'about' }, ...lines.filter(([, value]) => value)
    .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));
}

async function showCall(id) {
  const story = await ask(`overview/calls/${encodeURIComponent(id)}`);
  if (!story.found) {
    open('Nothing is known of this call', element('p', { class: 'note' },
      `The topics have nothing of ${id}, or not any more.`));
    return;
  }
  const note = story.whole ? null
    : element('p', { class: 'note' }, 'There was more to read than time: later steps may be missing.');
  open(`Call of ${story.tenant ?? 'an unknown tenant'}`, ...[about(story), timeline(story), note].filter((each) => each));
}

async function showCalls(text) {
  const found = await ask(`overview/calls?q=${encodeURIComponent(text)}`);
  const place = element('div');
  const show = table(place, { text: `Calls of ${text}`, unseen: true }, CALL_COLUMNS, 'No call was found.');
  show(found.calls.map((call, i) => ({ key: call.polling_id ?? `rejected ${i}`, cells: callCells(call) })));
  const range = found.since === null ? 'The topics are empty.' : `Searched back to ${moment(found.since)}${found.whole ? '' : ', not all of it in time'}.`;
  const more = found.more ? ' There are more calls than these.' : '';
  open(`${found.calls.length} calls of ${text}`, place, element('p', { class: 'note' }, range + more));
}

/** Shows what the address names: `#call=<polling ID>` or `#find=<request ID or tenant>`. */
export async function followAddress() {
  const [, what, encoded] = location.hash.match(/^#(call|find)=(.+)$/) ?? [];
  if (!what) {
    section.hidden = true;
    return;
  }
  const text = decodeURIComponent(encoded);
  section.setAttribute('aria-busy', 'true');
  try {
    await (what === 'call' ? showCall(text) : showCalls(text));
  } catch (error) {
    open('This can’t be answered now', element('p', { class: 'note' }, error.message));
  } finally {
    section.removeAttribute('aria-busy');
  }
}

export function find(text) {
  const address = `#${text.startsWith('resp_') ? 'call' : 'find'}=${encodeURIComponent(text)}`;
  if (location.hash === address) followAddress();
  else location.hash = address;
}

export function close() {
  section.hidden = true;
  history.replaceState(null, '', location.pathname + location.search);
  document.getElementById('query').focus();
}
