// The story of one scenario.

/** story fills the page with all that is known of a scenario. */
function story(report, scenario, width) {
  const detail = scenario.detail;
  return [
    element('nav', { class: 'crumbs', 'aria-label': 'Where this is' },
      element('a', { href: '#', 'data-back': true }, '← All scenarios'), element('kbd', {}, 'Esc'),
      element('span', { class: 'grow' }),
      beside(report, scenario, -1, '↑ previous', 'k'), beside(report, scenario, 1, '↓ next', 'j')),
    element('p', { class: 'place' }, `${scenario.feature} · `, element('code', {}, `${scenario.path}:${scenario.line}`), ` · ${scenario.sender} · ${tookInWords(scenario.duration || 0)}`),
    element('h1', {}, scenario.name, scenario.setting !== 'none' && !scenario.name.includes(detail.setting) && element('small', {}, `TLS setting: ${detail.setting}`)),
    verdict(report, scenario),
    problem(scenario),
    section('The world', worldPicture(scenario)),
    section('The names, in the order in which they were compared', comparisons(detail.trail || [])),
    section('The conversation', (detail.trail || []).length > 0 && conversation(scenario, width)),
    section('The rules', rules(report, scenario)),
    section(report.several ? 'The same under other settings and with other senders' : 'The same under other settings', besides(report, scenario)),
    section('The scenario', [steps(scenario), wholeFeature(report, scenario)]),
  ];
}

function section(heading, content) {
  const filled = [content].flat().filter(Boolean);
  return filled.length > 0 && element('section', {}, element('h2', {}, heading), filled);
}

function beside(report, scenario, way, text, key) {
  const next = report.listed[report.listed.indexOf(scenario) + way];
  return next && report.listed.includes(scenario) && element('a', { href: `#${encodeURI(next.place)}`, 'data-way': way, title: next.name }, text, ' ', element('kbd', {}, key));
}

/** verdict is the answer in one box: what became of the mail, why, and by which rule. */
function verdict(report, scenario) {
  const last = (scenario.detail.trail || []).filter((e) => e.kind === 'fate').at(-1);
  const rule = last && last.rule;
  return element('div', { class: `verdict fate-${scenario.fate.key}` },
    element('p', { class: 'fates' }, scenario.told.length === 0 ? scenario.status === 'passed' ? noFate.short : noFate.name : scenario.told.map(({ fate, times }, i) =>
      [i > 0 && ' → ', element('b', {}, element('i', { 'aria-hidden': 'true' }, fate.sign), ` ${fate.name}`), times > 1 && ` (${times})`])),
    scenario.reason && element('p', { class: 'reason' }, scenario.reason),
    rule && element('p', { class: 'by' }, ruleLink(report, rule), ' ', (report.rules[rule] || {}).Sentence || ''),
    element('p', { class: `status status-${keyOf(scenario.status)}` }, `${statusOf(scenario.status).sign} ${scenario.status}`, scenario.was && element('em', {}, ` ${wasInWords(scenario)}`)));
}

function problem(scenario) {
  const p = scenario.problem;
  const deviation = scenario.deviation && [
    element('p', {}, element('b', {}, 'A known deviation: '), scenario.deviation.reason),
    element('p', { class: 'small' }, scenario.deviation.documented, ' ', element('code', {}, scenario.deviation.place))];
  if (!p) return deviation ? element('div', { class: 'problem status-known', role: 'note' }, deviation) : null;
  return element('div', { class: `problem status-${keyOf(scenario.status)}`, role: 'note' },
    element('p', {}, element('code', {}, `${scenario.path}:${p.line}`), ' ', p.step), element('pre', {}, p.text), deviation);
}

/** comparisons are tables, one for each attempt in which names were compared. */
function comparisons(trail) {
  const tables = [];
  let rows = [];
  const flush = (text, decided) => {
    if (rows.length > 0) {
      tables.push(element('table', { class: 'names' },
        element('caption', {}, text),
        element('thead', {}, element('tr', {}, ['', 'presented', 'reference', 'where from', 'match', 'rule'].map((h) => element('th', { scope: 'col' }, h)))),
        element('tbody', {}, rows)));
      if (decided) tables.push(element('p', { class: 'decided' }, `◀ decides: ${text}`));
    }
    rows = [];
  };
  for (const event of trail.slice(0, 20000)) {
    if (tables.length > 20) break;
    if (event.kind === 'tried') flush(event.text, event.decides);
    if (event.kind !== 'comparison') continue;
    const c = event.comparison;
    rows.push(element('tr', { class: (c.match ? 'match' : '') + (event.decides ? ' decides' : '') },
      element('td', {}, String(rows.length + 1)), element('td', {}, element('small', {}, c.kind), ' ', element('code', {}, c.presented)), element('td', {}, element('code', {}, c.reference)),
      element('td', {}, c.source), element('td', {}, c.match ? '✓ yes' : '✗ no', c.why && `: ${c.why}`, event.decides && element('strong', {}, ' ◀ decides')),
      element('td', {}, event.rule || '')));
  }
  flush('', false);
  return tables;
}

function ruleLink(report, id) {
  return element('a', { class: 'rule', href: `#?${writeFilter({ rule: id })}`, title: `All scenarios of ${id}` }, id);
}

/** rules quotes those that decided, then those that the scenario is about. */
function rules(report, scenario) {
  const decided = (scenario.detail.trail || []).filter((e) => e.rule && (e.decides || e.kind === 'fate' || e.kind === 'validation')).map((e) => e.rule);
  const ids = [...new Set([...decided.reverse(), ...scenario.tags])].filter((id) => report.rules[id]);
  return ids.length > 0 && element('dl', { class: 'rules' }, ids.map((id) => [
    element('dt', {}, ruleLink(report, id), decided.includes(id) && element('small', {}, ' decided here')),
    element('dd', {}, element('p', {}, report.rules[id].Sentence), element('p', { class: 'source' }, `Source: ${report.rules[id].Source}`))]));
}

/** besides are the same scenario under other settings, and with other senders. */
function besides(report, scenario) {
  const same = report.scenarios.filter((s) => s !== scenario && s.path === scenario.path && (s.detail.outline || s.line) === (scenario.detail.outline || scenario.line) && s.label === scenario.label);
  return same.length > 0 && element('ul', { class: 'besides' }, same.slice(0, 60).map((s) =>
    element('li', {}, element('span', {}, report.several ? `${s.sender}, ${s.setting}` : s.setting), chip(s))));
}

function steps(scenario) {
  return element('ol', { class: 'steps' }, scenario.detail.steps.map((step) =>
    element('li', { class: `status-${keyOf(step.status)}` },
      element('span', { class: 'sign', title: step.status, 'aria-label': step.status }, step.status === 'skipped' ? '·' : statusOf(step.status).sign),
      element('span', {}, element('b', {}, step.keyword), ` ${step.text}`),
      step.rows && element('table', {}, step.rows.slice(0, 200).map((row) => element('tr', {}, row.map((cell) => element('td', {}, cell))))),
      step.rows && step.rows.length > 200 && element('p', {}, `… ${step.rows.length - 200} more rows`),
      step.docString && element('pre', {}, step.docString.text))));
}

/** wholeFeature is the file as it is, with the lines of the scenario marked. */
function wholeFeature(report, scenario) {
  const feature = report.features.get(scenario.path);
  if (!feature) return null;
  const lines = new Set([scenario.line, scenario.detail.outline, ...scenario.detail.steps.map((s) => s.line)]);
  return element('details', { class: 'whole' }, element('summary', {}, `The whole of ${scenario.path}`),
    element('pre', {}, feature.text.split('\n').map((text, i) => element('span', { class: lines.has(i + 1) ? 'line here' : 'line', 'data-line': i + 1 }, text + '\n'))));
}
