// What stands where, the address of it, and the keyboard.

const all = document.getElementById('all');
const storyPlace = document.getElementById('story');
let report;
let filter = readFilter('');
let open = null; // the scenario whose story is told
let place = 0; // how far the list was scrolled

/** show draws the page that the address names: #place of a scenario, or #?filter. */
function show() {
  const address = location.hash.slice(1);
  const scenario = report.byPlace.get(decoded(address));
  if (scenario) return showStory(scenario);
  filter = readFilter(address.startsWith('?') ? address.slice(1) : '');
  return showAll();
}

function decoded(address) {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

function showAll() {
  const from = open;
  open = null;
  storyPlace.hidden = true;
  storyPlace.replaceChildren();
  all.hidden = false;
  document.title = heading();
  drawAll();
  if (from) {
    window.scrollTo(0, place);
    focusOn(document.querySelector(`[data-id="${CSS.escape(from.place)}"]`));
  }
}

/** drawAll draws the list anew, but for a search box that somebody is typing in. */
function drawAll() {
  const active = document.activeElement && document.activeElement.id;
  const caret = active === 'search' ? document.activeElement.selectionStart : null;
  report.listed = found(report, filter);
  all.replaceChildren(tiles(report, filter, change), toolbar(report, filter, change), ...sheets(report, report.listed, filter));
  document.getElementById('found').textContent = report.listed.length === report.scenarios.length
    ? counted(report.scenarios.length, 'scenario') : `${report.listed.length.toLocaleString('en')} of ${counted(report.scenarios.length, 'scenario')}`;
  document.getElementById('clear').hidden = !writeFilter(filter);
  const again = active && document.getElementById(active);
  if (again) again.focus({ preventScroll: true });
  if (caret !== null) document.getElementById('search').setSelectionRange(caret, caret);
}

function change(name, value) {
  filter = name ? { ...filter, [name]: value } : readFilter('');
  const address = writeFilter(filter);
  history.replaceState(null, '', address ? `#?${address}` : '#');
  drawAll();
}

function showStory(scenario) {
  if (!open) place = window.scrollY;
  if (!report.listed) report.listed = found(report, filter);
  open = scenario;
  all.hidden = true;
  storyPlace.hidden = false;
  document.title = `${scenario.name} – ${heading()}`;
  storyPlace.replaceChildren(...story(report, scenario, storyPlace.clientWidth).filter(Boolean));
  window.scrollTo(0, 0);
  storyPlace.focus({ preventScroll: true });
}

/** leave goes back to the list as it was. */
function leave(event) {
  if (event) event.preventDefault();
  const address = writeFilter(filter);
  history.pushState(null, '', address ? `#?${address}` : '#');
  show();
}

function heading() {
  return `mtalab: ${report.runs.map((run) => run.sender).join(', ')}`;
}

/** leftOutInWords counts what was not run, and what nothing is told of. */
function leftOutInWords() {
  const told = report.runs.map((run) => ({ sender: run.sender, ...run.leftOut })).filter((run) => run.withheld || run.products).map((run) =>
    `${run.sender}: ` + [run.products && `${run.products} of other products left out`, run.withheld && `${run.withheld} withheld`].filter(Boolean).join(', '));
  return told.length > 0 ? ` · ${told.join('; ')}` : '';
}

function drawFrame() {
  const started = report.runs.map((run) => run.started).sort()[0];
  document.getElementById('top').replaceChildren(
    element('a', { class: 'brand', href: '#' }, drawn('svg', { viewBox: '0 0 24 18', 'aria-hidden': 'true' }, drawn('rect', { x: 1, y: 1, width: 22, height: 16, rx: 2.5 }), drawn('path', { d: 'm2 3 10 8 10-8' })), 'mtalab'),
    element('span', { class: 'run' }, element('b', {}, report.runs.map((run) => run.sender + (run.version ? ` ${run.version}` : '')).join(', ')),
      ` · ${new Date(started).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })} · ${tookInWords(Math.max(...report.runs.map((run) => run.duration || 0)))}${leftOutInWords()}`),
    element('button', { type: 'button', id: 'theme', onclick: turnTheme }, '◑ dark / light'));
  document.getElementById('bottom').replaceChildren(
    element('p', {}, ['/', 'search', '← ↑ → ↓ or j k', 'move', 'Enter', 'open', 'Esc', 'back', 't', 'dark or light'].map((text, i) => (i % 2 === 0 ? element('kbd', {}, text) : ` ${text}  `))),
    element('p', {}, [...fates, noFate].map((fate) => element('span', { class: `fate-${fate.key}` }, `${fate.sign} ${fate.name} `))));
}

/** turnTheme turns to the other of dark and light, and remembers it where the browser lets it. */
function turnTheme() {
  const theme = document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  document.documentElement.dataset.theme = theme === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem('mtalab-theme', document.documentElement.dataset.theme);
  } catch { /* a page from a disk may not be allowed to */ }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === 'Escape') {
    if (open) return leave();
    if (typing) return event.target.blur();
    return writeFilter(filter) && change('', '');
  }
  if (typing) {
    if (event.target.id === 'search' && (event.key === 'ArrowDown' || event.key === 'Enter')) {
      event.preventDefault();
      focusOn(document.querySelector('#all .chip'));
    }
    return undefined;
  }
  if (event.key === 't') return turnTheme();
  if (event.key === '/') {
    event.preventDefault();
    if (open) leave();
    return document.getElementById('search').select();
  }
  if (open) {
    const way = { j: 1, k: -1 }[event.key];
    const link = way && document.querySelector(`#story [data-way="${way}"]`);
    return link && link.click();
  }
  if (['j', 'k', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight'].includes(event.key) && (event.key.length === 1 || event.target.classList.contains('chip'))) {
    event.preventDefault();
    return walk(event.key);
  }
  return undefined;
}

async function main() {
  try {
    const chosen = localStorage.getItem('mtalab-theme');
    if (chosen) document.documentElement.dataset.theme = chosen;
  } catch { /* then the system's */ }
  report = understand(await unpack());
  drawFrame();
  document.addEventListener('keydown', onKey);
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-back]')) leave(event);
    if (event.target.closest('[data-skip]')) {
      event.preventDefault();
      focusOn(document.querySelector('#all .chip'));
    }
  });
  window.addEventListener('hashchange', show);
  show();
  document.documentElement.dataset.ready = 'yes';
}

main().catch((error) => {
  all.prepend(element('p', { class: 'problem status-broken' }, `This page cannot be drawn: ${error.message}. It wants a browser of 2024 or later; record.json and junit.xml beside it tell the same.`));
  console.error(error);
});
