'use strict';

const state = document.getElementById('state');
const recent = document.getElementById('recent');

function cell(text, className) {
  const td = document.createElement('td');
  td.textContent = text ?? '';
  if (className) td.className = className;
  return td;
}

function latency(ms) {
  if (ms === null) return '';
  return ms < 10000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function row(call) {
  const tr = document.createElement('tr');
  tr.append(
    cell(new Date(call.accepted_at).toLocaleTimeString()),
    cell(call.tenant),
    cell(call.route),
    cell(call.state.replace('_', ' '), call.state),
    cell(call.target),
    cell(call.attempts || '', 'number'),
    cell(latency(call.latency_ms), 'number'),
    cell(call.failure));
  return tr;
}

function show(activity) {
  for (const dd of document.querySelectorAll('[data-of]')) {
    dd.textContent = activity[dd.dataset.of].toLocaleString();
  }
  recent.replaceChildren(...activity.recent.map(row));
  document.getElementById('none').hidden = activity.recent.length > 0;
  document.getElementById('since').textContent = new Date(activity.since).toLocaleString();
}

async function readiness() {
  const answer = await (await fetch('health/ready')).json();
  return answer.status === 'ready' ? 'ready' : `not ready: ${answer.reasons.join(', ')}`;
}

async function refresh() {
  try {
    const response = await fetch('internal/activity');
    if (!response.ok) throw new Error(`status ${response.status}`);
    show(await response.json());
    state.textContent = await readiness();
    state.className = '';
  } catch (error) {
    state.textContent = 'the gateway does not answer';
    state.className = 'lost';
  }
  setTimeout(refresh, 1000);
}

refresh();
