// What is looked for: filters narrow the scenarios down, and stand in the address so that they can be sent.

const filterNames = ['q', 'area', 'demand', 'rule', 'fate', 'status', 'setting', 'sender', 'changed', 'by'];

function readFilter(address) {
  const parameters = new URLSearchParams(address);
  return Object.fromEntries(filterNames.map((name) => [name, parameters.get(name) || '']));
}

function writeFilter(filter) {
  const parameters = new URLSearchParams();
  for (const name of filterNames) if (filter[name]) parameters.set(name, filter[name]);
  return parameters.toString();
}

/** found are the scenarios that a filter leaves; without: one name of it that is not looked at. */
function found(report, filter, without) {
  const wanted = (name) => (name === without ? '' : filter[name]);
  const words = wanted('q').toLowerCase().split(/\s+/).filter(Boolean);
  const fate = wanted('fate'), status = wanted('status'), area = wanted('area'), rule = wanted('rule'), changed = wanted('changed');
  const demand = wanted('demand'), setting = wanted('setting'), sender = wanted('sender');
  return report.scenarios.filter((scenario) =>
    (!fate || scenario.fate.name === fate) &&
    (!status || scenario.status === status) &&
    (!area || scenario.area === area) &&
    (!demand || scenario.demand === demand) &&
    (!setting || scenario.setting === setting) &&
    (!sender || scenario.run.sender === sender) &&
    (!rule || scenario.tags.includes(rule)) &&
    (!changed || scenario.was) &&
    words.every((word) => scenario.text.includes(word)));
}

/** toolbar draws the filters; change(name, value) is told what a person chose. */
function toolbar(report, filter, change) {
  const search = element('input', {
    type: 'search', id: 'search', placeholder: 'Search names, hosts, rules, reasons …', 'aria-label': 'Search', value: filter.q,
    oninput: (event) => change('q', event.target.value),
  });
  return element('div', { class: 'tools', role: 'search' },
    element('div', { class: 'searching' }, search, element('kbd', { 'aria-hidden': 'true' }, '/')),
    choice('Area', 'area', tally(report.scenarios, (s) => [s.area])),
    choice('Demand', 'demand', tally(report.scenarios, (s) => [s.demand])),
    choice('Rule', 'rule', tally(report.scenarios, (s) => s.tags)),
    choice('Setting', 'setting', tally(report.scenarios, (s) => [s.setting])),
    report.several && choice('Sender', 'sender', tally(report.scenarios, (s) => [s.run.sender])),
    report.changed && element('label', { class: 'check' }, element('input', {
      type: 'checkbox', id: 'changed', checked: Boolean(filter.changed), onchange: (event) => change('changed', event.target.checked ? 'yes' : ''),
    }), `changed (${report.scenarios.filter((s) => s.was).length})`),
    report.several && element('label', {}, 'Columns', element('select', { id: 'by', onchange: (event) => change('by', event.target.value) },
      element('option', { value: '' }, 'senders'), element('option', { value: 'settings', selected: filter.by === 'settings' }, 'settings'))),
    element('span', { class: 'found', role: 'status', id: 'found' }),
    element('button', { type: 'button', id: 'clear', hidden: true, onclick: () => change('', '') }, 'Clear'));

  function choice(label, name, counts) {
    return element('label', {}, label, element('select', { id: name, onchange: (event) => change(name, event.target.value) },
      element('option', { value: '' }, 'all'),
      [...counts].map(([value, count]) => element('option', { value, selected: filter[name] === value },
        `${value || '(none)'} (${count})`))));
  }
}

/** tally counts the scenarios by what each has, in the order of the names. */
function tally(scenarios, values) {
  const counts = new Map();
  for (const scenario of scenarios) for (const value of values(scenario)) counts.set(value, (counts.get(value) || 0) + 1);
  const sorting = new Intl.Collator('en', { numeric: true });
  return new Map([...counts].filter(([value]) => value !== '').sort(([a], [b]) => sorting.compare(a, b)));
}

/** tiles are the numbers on top; each is a filter by status, and the bar below them one by fate. */
function tiles(report, filter, change) {
  const byStatus = tally(found(report, filter, 'status'), (s) => [s.status]);
  const byFate = tally(found(report, filter, 'fate'), (s) => [s.fate.name]);
  const names = [...statuses.map((s) => s.name), ...byStatus.keys()];
  const shown = names.filter((name, i) => names.indexOf(name) === i && (byStatus.has(name) || name === 'passed' || name === 'failed' || name === filter.status));
  const toggle = (name, value) => () => change(name, filter[name] === value ? '' : value);
  const all = [...byFate.values()].reduce((a, b) => a + b, 0) || 1;
  return element('div', { class: 'tiles' },
    element('div', { class: 'statuses', role: 'group', 'aria-label': 'Filter by status' }, shown.map((name) =>
      element('button', { type: 'button', class: `tile status-${keyOf(name)}`, 'data-status': name, 'aria-pressed': String(filter.status === name), onclick: toggle('status', name) },
        element('b', {}, (byStatus.get(name) || 0).toLocaleString('en')), element('span', {}, `${statusOf(name).sign} ${name}`)))),
    element('div', { class: 'fates', role: 'group', 'aria-label': 'Filter by fate' },
      drawn('svg', { class: 'bar', viewBox: `0 0 ${all} 10`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, bar(byFate)),
      [...fates, noFate].filter((fate) => byFate.has(fate.name) || filter.fate === fate.name).map((fate) =>
        element('button', { type: 'button', class: `fate fate-${fate.key}`, 'data-fate': fate.name, 'aria-pressed': String(filter.fate === fate.name), onclick: toggle('fate', fate.name) },
          element('i', { 'aria-hidden': 'true' }, fate.sign), ` ${fate.name} `, element('b', {}, (byFate.get(fate.name) || 0).toLocaleString('en'))))));
}

function bar(counts) {
  let x = 0;
  return [...fates, noFate].filter((fate) => counts.has(fate.name)).map((fate) => {
    const width = counts.get(fate.name);
    x += width;
    return drawn('rect', { class: `fill-${fate.key}`, x: x - width, y: 0, width, height: 10 });
  });
}
