import { element, table } from './dom.js';
import { ago, clock, count, dollars, millis, percent, rate, until, words } from './format.js';
import { Plot } from './plots.js';

const byId = (id) => document.getElementById(id);

/** Steps that are over: the current one has only a part of its requests yet. */
const complete = (column) => column.slice(0, -1);

const VERDICTS = [
  { name: 'admitted', label: 'admitted', colour: 'busy', fill: true },
  { name: 'waiting', label: 'waiting for a limit', colour: 'held' },
  { name: 'rejected', label: 'rejected', colour: 'bad' },
  { name: 'repeated', label: 'repeated', colour: 'other' },
];
const QUANTILES = [
  { name: 'p95_ms', label: '95 % within', colour: 'held' },
  { name: 'p50_ms', label: 'half within', colour: 'busy' },
];

export function callLink(id) {
  return `#call=${encodeURIComponent(id)}`;
}

export function callCells(call) {
  return [
    call.polling_id
      ? { text: clock(call.at), href: callLink(call.polling_id), title: call.polling_id }
      : { text: clock(call.at) },
    { text: call.tenant ?? '' },
    { text: call.route ?? '' },
    { text: words(call.state ?? ''), kind: `state ${call.state}` },
    { text: call.target ?? '' },
    { text: call.attempts ? String(call.attempts) : '' },
    { text: call.latency_ms === null || call.latency_ms === undefined ? '' : millis(call.latency_ms) },
    { text: call.failure ?? '' },
  ];
}

export const CALL_COLUMNS = [
  { title: 'Time' }, { title: 'Tenant' }, { title: 'Route' }, { title: 'State' }, { title: 'Target' },
  { title: 'Attempts', number: true }, { title: 'Latency', number: true }, { title: 'Failure' },
];

function figures() {
  const names = ['requests / s', 'in flight', 'queued', 'waiting for limits', 'in batches', 'half within', '95 % within', 'calls failed'];
  const values = names.map((name) => {
    const value = element('dd', {}, '–');
    byId('figures').append(element('div', {}, element('dt', {}, name), value));
    return value;
  });
  return ({ now, series }) => {
    const { total, step } = series;
    const minute = 60_000 / step;
    const decided = VERDICTS.flatMap(({ name }) => complete(series[name]).slice(-minute));
    const ended = total.completed + total.failed;
    [
      rate(decided.reduce((sum, each) => sum + each, 0) / 60),
      count(now.in_flight), count(now.queued), count(now.waiting), count(now.batched),
      millis(total.p50_ms), millis(total.p95_ms), percent(total.failed, ended),
    ].forEach((text, i) => { values[i].textContent = text; });
  };
}

function headroom(quotas) {
  return Object.entries(quotas)
    .filter(([, quota]) => quota.remaining !== null)
    .map(([kind, { remaining, limit }]) =>
      `${count(remaining)}${limit === null ? '' : ` of ${count(limit)}`} ${words(kind)}`)
    .join(', ') || '–';
}

function targets() {
  const show = table(byId('targets'), { text: 'Targets', unseen: true }, [
    { title: 'Target' }, { title: 'Model' }, { title: 'Health' }, { title: 'Attempts', number: true },
    { title: 'Failed', number: true }, { title: 'Half', number: true }, { title: '95 %', number: true },
    { title: 'Fallbacks to it', number: true }, { title: 'Left, says the provider' },
  ], 'No target is configured.');
  return ({ targets: all, instances }) => show(all.map((each) => {
    const attempts = each.answered + each.failed;
    const cools = each.cooling > 0
      ? `cooling down in ${each.cooling} of ${instances.length}`
      : each.cooling_tenants > 0 ? `cooling down for ${each.cooling_tenants} tenants` : 'fit';
    return {
      key: each.name,
      cells: [
        { text: each.name },
        { text: `${each.provider} · ${each.model}` },
        { text: cools, kind: cools === 'fit' ? 'state completed' : 'state waiting' },
        { text: count(attempts) },
        { text: percent(each.failed, attempts), kind: each.failed > 0 ? 'bad' : null },
        { text: millis(each.p50_ms) },
        { text: millis(each.p95_ms) },
        { text: count(each.fallbacks) },
        { text: headroom(each.headroom) },
      ],
    };
  }));
}

function limits() {
  const show = table(byId('limits'), { text: 'Limits and budgets', unseen: true }, [
    { title: 'Tenant' }, { title: 'Of' }, { title: 'Limit' }, { title: 'Used' }, { title: 'Free again' },
  ], 'No limit counts anything.');
  return ({ limits: all, at }) => show(all.map((each) => {
    const amount = each.metric === 'spend' ? dollars : count;
    const used = each.used + each.reserved;
    return {
      key: [each.tenant, each.scope, each.metric, each.window].join('\n'),
      cells: [
        { text: each.tenant },
        { text: each.scope },
        { text: `${words(each.metric)}${each.window ? ` per ${each.window}` : ''}` },
        {
          text: `${amount(used)} of ${amount(each.amount)}`,
          share: each.amount > 0 ? used / each.amount : 1,
          title: each.reserved > 0 ? `of this, ${amount(each.reserved)} reserved for open calls` : null,
        },
        { text: until(each.resets_at, at) },
      ],
    };
  }));
}

function failures() {
  const show = table(byId('failures'), { text: 'Failures', unseen: true }, [
    { title: 'Type' }, { title: 'Count', number: true }, { title: 'Newest' }, { title: 'Tenant' }, { title: 'Target' },
  ], 'None in the last hour.');
  return ({ failures: all, at }) => show(all.map((each) => ({
    key: each.type,
    cells: [
      { text: each.type, kind: 'bad' },
      { text: count(each.count) },
      each.polling_id
        ? { text: ago(each.last_at, at), href: callLink(each.polling_id), title: each.polling_id }
        : { text: ago(each.last_at, at) },
      { text: each.tenant ?? '' },
      { text: each.target ?? each.route ?? '' },
    ],
  })));
}

function spend() {
  const shows = ['tenants', 'routes', 'models'].map((by) => {
    const title = { tenants: 'Tenant', routes: 'Route', models: 'Model' }[by];
    return [by, table(byId(`spend-${by}`), { text: `Spend by ${title.toLowerCase()}`, unseen: true }, [
      { title }, { title: 'Today', number: true }, { title: 'Month', number: true }, { title: 'Tokens', number: true },
    ], `Nothing was used by any ${title.toLowerCase()} this month.`)];
  });
  return ({ spend: all }) => {
    const { total } = all;
    byId('spend-when').textContent =
      `${dollars(total.day_usd)} today, ${dollars(total.month_usd)} in ${all.month}, by UTC`;
    for (const [by, show] of shows) {
      show(all[by].map((each) => ({
        key: each.name,
        cells: [
          { text: each.name }, { text: dollars(each.day_usd) }, { text: dollars(each.month_usd) },
          { text: count(each.month_tokens) },
        ],
      })));
    }
    byId('spend-note').hidden = total.unpriced === 0;
    byId('spend-note').textContent = `${count(total.unpriced)} attempts of the month have no known price, and are not in these sums.`;
  };
}

function recent() {
  const show = table(byId('recent'), { text: 'Latest requests', unseen: true }, CALL_COLUMNS, 'No request yet.');
  return ({ recent: all }) => show(all.map((each, i) => ({
    key: each.polling_id ?? `${each.at} ${each.tenant} ${i}`, cells: callCells(each),
  })));
}

function instances() {
  return ({ instances: all, missing }) => {
    const told = all.map((each) => `${each.name} (${each.partitions} partitions, since ${clock(each.since)})`);
    const lost = missing.map((each) => `${each.address} is missing: ${each.reason}`);
    byId('instances').textContent = `Instances: ${[...told, ...lost].join('; ')}`;
    byId('instances').className = lost.length > 0 ? 'lost' : '';
  };
}

/** All that shows an overview. */
export function panels() {
  const ratePlot = new Plot(byId('rate'), byId('rate-legend'), VERDICTS, rate);
  const latencyPlot = new Plot(byId('latency'), byId('latency-legend'), QUANTILES, millis);
  const plots = ({ series }) => {
    const times = complete(series.admitted.map((_, i) => series.from + i * series.step));
    const perSecond = 1000 / series.step;
    ratePlot.show(times, VERDICTS.map(({ name }) => complete(series[name]).map((each) => each * perSecond)));
    latencyPlot.show(times, QUANTILES.map(({ name }) => complete(series[name])));
  };
  const all = [figures(), plots, targets(), limits(), failures(), spend(), recent(), instances()];
  return (overview) => all.forEach((show) => show(overview));
}
