import { panels } from './panels.js';
import { close, find, followAddress } from './story.js';

const state = document.getElementById('state');
const show = panels();

function tell(text, className = '') {
  if (state.textContent !== text) state.textContent = text;
  state.className = className;
}

const events = new EventSource('overview/stream');
events.addEventListener('overview', (event) => {
  const overview = JSON.parse(event.data);
  show(overview);
  const { instances, missing } = overview;
  const all = instances.length + missing.length;
  if (missing.length > 0) tell(`${instances.length} of ${all} instances answer`, 'lost');
  else tell(all === 1 ? 'live, 1 instance' : `live, ${all} instances`);
});
events.addEventListener('error', () => tell('the gateway does not answer', 'lost'));

document.getElementById('search').addEventListener('submit', (event) => {
  event.preventDefault();
  find(document.getElementById('query').value.trim());
});
document.getElementById('close').addEventListener('click', close);
section().addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close();
});
addEventListener('hashchange', followAddress);
followAddress();

function section() {
  return document.getElementById('found');
}
