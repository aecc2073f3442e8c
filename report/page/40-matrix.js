// The matrix: what became of the mail, scenario by scenario, under each setting or with each sender.

/** chip is the fate of one scenario, as a link to its story. */
function chip(scenario) {
  const passed = scenario.status === 'passed';
  const words = scenario.told.map(({ fate, times }) => fate.name + (times > 1 ? ` (${times})` : '')).join(', then ') || (passed ? noFate.short : noFate.name);
  const last = scenario.told.at(-1);
  const made = passed && scenario.made.length > 0 && scenario.part === parts[2] && scenario.made.join(', ');
  const short = made ? made : !last ? noFate.short : last.fate.short + (scenario.told.length > 1 ? ' …' : '') + (last.times > 1 ? ` (${last.times})` : '');
  return element('a', {
    class: `chip fate-${scenario.fate.key} status-${keyOf(scenario.status)}` + (scenario.was ? ' changed' : ''),
    href: `#${encodeURI(scenario.place)}`, 'data-id': scenario.place, title: `${scenario.name}: ${words}` + (passed ? '' : ` – ${scenario.status}`),
    'aria-label': `${scenario.name}, ${scenario.setting}, ${scenario.sender}: ${passed ? '' : scenario.status + ', '}${words}${scenario.was ? ', ' + wasInWords(scenario) : ''}`,
  },
  !passed && element('strong', {}, `${statusOf(scenario.status).sign} ${scenario.status}`),
  (passed || scenario.told.length > 0) && element('span', {}, element('i', { 'aria-hidden': 'true' }, scenario.fate.sign), ` ${short}`),
  scenario.was && element('em', {}, wasInWords(scenario)));
}

function wasInWords(scenario) {
  const was = scenario.was;
  if (!was.status) return 'new';
  if (was.status !== scenario.status) return `was ${was.status}`;
  return `was ${inShort(was.fates || []).map(({ fate }) => fate.short).join(', ') || noFate.name}`;
}

const mostColumns = 7;
const otherColumn = 'other';

/** columnsOf are the columns of the matrix, and how a scenario finds its own. */
function columnsOf(report, scenarios, bySender) {
  if (bySender) return { column: (scenario) => scenario.sender, all: [...new Set(scenarios.map((s) => s.sender))] };
  const used = new Set(scenarios.map((s) => s.setting));
  const all = report.settings.filter((name) => used.has(name));
  if (all.length <= mostColumns) return { column: (scenario) => scenario.setting, all };
  // What only a few scenarios have shares one column.
  const own = all.filter((name) => knownSettings.includes(name));
  return { column: (scenario) => (own.includes(scenario.setting) ? scenario.setting : otherColumn), all: [...own, otherColumn] };
}

/** sheets are the parts of the list, each a matrix. */
function sheets(report, scenarios, filter) {
  const ofPart = grouped(scenarios, (s) => s.part);
  const shown = parts.filter((part) => ofPart.has(part));
  if (shown.length < 2) return [element('div', { class: 'sheet' }, matrix(report, scenarios, filter))];
  return shown.flatMap((part) => [
    element('h2', { class: 'part' }, part, ' ', element('span', { class: 'number' }, counted(grouped(ofPart.get(part), (s) => `${s.path}:${s.line}`).size, 'scenario'))),
    element('div', { class: 'sheet' }, matrix(report, ofPart.get(part), filter))]);
}

/** matrix draws the scenarios, feature after feature, a line for each scenario or outline. */
function matrix(report, scenarios, filter) {
  const bySender = report.several && filter.by !== 'settings';
  const { column, all } = columnsOf(report, scenarios, bySender);
  if (scenarios.length === 0) return element('p', { class: 'nothing' }, 'No scenario is like that.');
  const bodies = [];
  for (const [path, ofFeature] of grouped(scenarios, (s) => s.path)) {
    const feature = ofFeature[0].feature;
    const troubled = ofFeature.filter((s) => s.status !== 'passed' && s.status !== 'not supported').length;
    bodies.push(element('tbody', {},
      element('tr', { class: 'feature' }, element('th', { colspan: all.length + 1, scope: 'rowgroup' },
        element('span', { class: 'name' }, feature), ' ', element('span', { class: 'path' }, path),
        element('span', { class: 'number' }, troubled ? `${troubled} of ${ofFeature.length} did not pass` : counted(ofFeature.length, 'scenario')))),
      [...grouped(ofFeature, (s) => `${s.detail.outline || s.line}\n${bySender ? s.name + '\n' + s.line : s.label}`).values()].map((group) =>
        line(group, column, all, bySender, report.several && !bySender))));
  }
  return element('table', { class: `matrix columns-${Math.min(all.length, 12)}` },
    element('caption', {}, bySender ? 'What became of the mail with each sender' : 'What became of the mail under each TLS setting'),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Scenario'), all.map((name) => element('th', { scope: 'col' }, name)))),
    bodies);
}

function line(group, column, all, bySender, sendersInside) {
  const cells = grouped(group, column);
  const first = group[0];
  const tags = [...new Set(group.flatMap((s) => s.tags))];
  return element('tr', {},
    element('th', { scope: 'row' }, bySender ? first.name : first.label, bySender && first.setting !== 'none' && !first.name.includes(first.setting) && element('span', { class: 'path' }, ` ${first.setting}`),
      element('span', { class: 'tags' }, tags.map((tag) => element('span', {}, tag)))),
    all.map((name) => element('td', { 'data-column': name }, (cells.get(name) || []).map((scenario) => [(name === otherColumn || sendersInside) && element('small', {}, [name === otherColumn && scenario.setting, sendersInside && scenario.sender].filter(Boolean).join(', ')), chip(scenario)]))));
}

function grouped(list, key) {
  const groups = new Map();
  for (const item of list) {
    const of = key(item);
    if (!groups.has(of)) groups.set(of, []);
    groups.get(of).push(item);
  }
  return groups;
}

/** walk moves the focus from chip to chip: by lines, or within one. */
function walk(key) {
  const chips = [...document.querySelectorAll('#all .chip')];
  const at = chips.indexOf(document.activeElement);
  if (at < 0) return chips[0] && focusOn(chips[0]);
  if (key === 'ArrowRight' || key === 'ArrowLeft') return focusOn(chips[at + (key === 'ArrowRight' ? 1 : -1)]);
  const step = key === 'ArrowDown' || key === 'j' ? 1 : -1;
  const row = chips[at].closest('tr');
  const column = chips[at].closest('td').cellIndex;
  let next = at;
  while (chips[next] && chips[next].closest('tr') === row) next += step;
  if (!chips[next]) return undefined;
  const there = [...chips[next].closest('tr').querySelectorAll('.chip')];
  const near = (c) => Math.abs(c.closest('td').cellIndex - column);
  return focusOn(there.reduce((best, c) => (near(c) < near(best) ? c : best)));
}

function focusOn(node) {
  if (!node) return;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: 'nearest' });
}
