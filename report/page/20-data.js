// The report as it was run, and what is derived from it.

const fates = [
  { name: 'delivered verified', short: 'verified', sign: '●', key: 'verified' },
  { name: 'delivered encrypted', short: 'encrypted', sign: '◐', key: 'encrypted' },
  { name: 'delivered in plaintext', short: 'in plaintext', sign: '○', key: 'plaintext' },
  { name: 'deferred', short: 'deferred', sign: '↻', key: 'deferred' },
  { name: 'bounced', short: 'bounced', sign: '↩', key: 'bounced' },
  { name: 'discarded', short: 'discarded', sign: '⊘', key: 'discarded' },
];
// Where the sender was given no message, or the scenario is about one that receives.
const noFate = { name: 'no delivery', short: 'as stated', sign: '–', key: 'none' };

// Statuses are told apart by name; one that is not here is shown like the last.
const statuses = [
  { name: 'passed', sign: '✓' },
  { name: 'failed', sign: '✗' },
  { name: 'broken', sign: '⚠' },
  { name: 'known', sign: '≈' },
  { name: 'not supported', sign: '∅' },
];

// The settings of the ESA in the order of its menu; others come behind them.
const knownSettings = ['No', 'Preferred', 'Required', 'Preferred - Verify', 'Required - Verify', 'Required - Verify Hosted Domains'];

// Who demands what a scenario states, as its tag says.
const demands = ['must', 'should', 'choice', 'esa', 'exchange'];

// The parts of the list: who breaks a promise, and who chose what.
const parts = ['Breaches', 'Breaches of a SHOULD', 'Choices: what each sender does', 'As stated, or not supported'];

const fateOf = (name) => fates.find((fate) => fate.name === name) || { ...noFate, name, short: name, sign: '·' };
const statusOf = (name) => statuses.find((status) => status.name === name) || { name, sign: '?' };
const keyOf = (name) => name.replace(/[^a-z]+/g, '-');

/** unpack reads the report that stands in the page. */
async function unpack() {
  const text = atob(document.getElementById('data').textContent.trim());
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
}

/** understand derives from the report what the page asks of it again and again. */
function understand(data) {
  const report = { runs: data.runs, rules: data.rules || {}, scenarios: [], byPlace: new Map(), features: new Map() };
  for (const run of data.runs) {
    for (const feature of run.features || []) report.features.set(feature.path, feature);
    for (const scenario of run.scenarios || []) report.scenarios.push(understood(report, run, scenario));
  }
  for (const row of grouped(report.scenarios, (s) => `${s.path}:${s.line}`).values()) {
    const part = partOf(row);
    for (const scenario of row) scenario.part = part;
  }
  report.several = data.runs.length > 1;
  report.changed = report.scenarios.some((scenario) => scenario.was);
  const settings = new Set(report.scenarios.map((scenario) => scenario.setting));
  report.settings = [...knownSettings.filter((name) => settings.delete(name)), ...settings];
  return report;
}

/** partOf is the part of the list in which a scenario stands, with what every sender did in it. */
function partOf(row) {
  const deviates = row.some((s) => ['failed', 'known', 'broken'].includes(s.status));
  if (deviates) return row[0].demand === 'should' ? parts[1] : parts[0];
  const made = new Set(row.filter((s) => s.made.length > 0).map((s) => s.made.join(', ')));
  return row[0].demand === 'choice' || made.size > 1 ? parts[2] : parts[3];
}

function understood(report, run, scenario) {
  const detail = scenario.detail || { steps: [], world: {}, trail: [], title: scenario.name };
  scenario.detail = detail;
  scenario.run = run;
  scenario.sender = run.sender + (run.version ? ` ${run.version}` : '');
  scenario.place = `${scenario.path}:${scenario.line}` + (report.runs.length > 1 ? `@${run.sender}` : '');
  scenario.area = scenario.path.includes('/') ? scenario.path.slice(0, scenario.path.lastIndexOf('/')) : '';
  scenario.setting = (detail.setting || '').includes(', ') ? 'several' : detail.setting || 'none';
  scenario.fates = scenario.fates || [];
  scenario.told = inShort(scenario.fates);
  scenario.fate = scenario.told.length === 0 ? noFate : scenario.told.at(-1).fate;
  scenario.tags = (scenario.tags || []).map((tag) => tag.replace(/^@/, ''));
  scenario.demand = demands.find((demand) => scenario.tags.includes(demand)) || '';
  scenario.made = (scenario.choices || []).flatMap((choice) => choice.made);
  // What is one line of the matrix: the rows of an outline that differ in the setting alone.
  scenario.label = withoutSetting(scenario.name, detail.setting) || detail.title || scenario.name;
  scenario.text = [scenario.place, scenario.feature, scenario.name, scenario.setting, scenario.sender, scenario.reason,
    scenario.tags.join(' '), scenario.fates.join(' '), scenario.problem && scenario.problem.text,
    ...detail.steps.map((step) => step.text + ' ' + (step.rows || []).join(' '))].join('\n').toLowerCase();
  report.byPlace.set(scenario.place, scenario);
  const plain = `${scenario.path}:${scenario.line}`; // a link made for one sender finds the first of several
  if (!report.byPlace.has(plain)) report.byPlace.set(plain, scenario);
  return scenario;
}

/** inShort tells a fate that follows itself once, with its number. */
function inShort(names) {
  const told = [];
  for (const name of names) {
    if (told.length > 0 && told.at(-1).fate.name === name) told.at(-1).times++;
    else told.push({ fate: fateOf(name), times: 1 });
  }
  return told;
}

function withoutSetting(name, setting) {
  if (!setting || !name.includes(setting)) return name;
  const left = name.replace(setting, ' ').replace(/^[\s:,;]+|[\s:,;]+$/g, '').replace(/\(\s*\)/g, '').replace(/\s+([:,;)])/g, '$1').replace(/([:,;(])[\s:,;]+/g, '$1 ').replace(/\s+/g, ' ').trim();
  return left === '' ? 'each setting' : left;
}

/** timeInWords is a time of the world's clock, given in nanoseconds. */
function timeInWords(nanoseconds) {
  let seconds = Math.round(nanoseconds / 1e6) / 1e3;
  const parts = [];
  for (const [unit, size] of [['d', 86400], ['h', 3600], ['min', 60]]) {
    if (seconds >= size) {
      parts.push(`${Math.floor(seconds / size)} ${unit}`);
      seconds -= Math.floor(seconds / size) * size;
    }
  }
  if (seconds > 0 || parts.length === 0) parts.push(`${seconds} s`);
  return parts.join(' ');
}

const tookInWords = (nanoseconds) => nanoseconds < 1e9 ? `${(nanoseconds / 1e6).toFixed(1)} ms` : `${(nanoseconds / 1e9).toFixed(2)} s`;
