const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export function count(value) {
  return Math.abs(value) < 100_000 ? whole.format(value) : short.format(value);
}

export function rate(perSecond) {
  if (perSecond === 0) return '0';
  return perSecond < 10 ? perSecond.toFixed(1) : count(perSecond);
}

export function millis(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

/** US dollars; what is little keeps digits that say something. */
export function dollars(usd) {
  if (usd === 0) return '$0';
  const digits = usd >= 100 ? 0 : usd >= 0.1 ? 2 : usd >= 0.001 ? 4 : 6;
  return `$${usd.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

export function percent(part, all) {
  if (all === 0) return '–';
  const share = (100 * part) / all;
  return `${share > 0 && share < 10 ? share.toFixed(1) : Math.round(share)} %`;
}

export function clock(ms) {
  return new Date(ms).toLocaleTimeString('en-GB');
}

export function moment(ms) {
  return new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

/** In whole seconds, minutes or hours. */
function span(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

export function ago(ms, now) {
  return now - ms < 1500 ? 'just now' : `${span(now - ms)} ago`;
}

/** When a limit is free again: a time today, otherwise a date. */
export function until(ms, now) {
  if (ms === null || ms === undefined) return '–';
  const left = ms - now;
  if (left <= 0) return 'now';
  if (left < 3_600_000) return `in ${span(Math.max(1000, left))}`;
  const at = new Date(ms);
  return left < 86_400_000
    ? at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

export function words(name) {
  return name.replaceAll('_', ' ');
}
