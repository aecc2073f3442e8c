// The conversation as a sequence diagram: name server, sender, receiving MTA; what is said inside TLS is shaded.

const mostEvents = 400;
const sliceHeight = 160; // the least height of a slice: between two of them a printed page may end

/** conversation draws the trail of a scenario, at first no more than mostEvents of it. */
function conversation(scenario, width) {
  const trail = scenario.detail.trail || [];
  const holder = element('div', {});
  const draw = (all) => {
    const shown = all ? trail : trail.slice(0, mostEvents);
    holder.replaceChildren(element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The conversation' }, sequence(scenario, shown, width)),
      ...(shown.length < trail.length ? [element('button', { type: 'button', onclick: () => draw(true) }, `… ${counted(trail.length - shown.length, 'more event')}: draw all`)] : []));
  };
  draw(false);
  return holder;
}

function sequence(scenario, trail, wanted) {
  const width = Math.max(660, Math.min(wanted, 1180));
  const diagram = {
    width, y: 58, parts: [], shades: [], slices: [], top: 0,
    left: 74, middle: Math.round(width * 0.44), right: width - 74,
    hosts: new Map(trail.filter((e) => e.kind === 'open').map((e) => [e.session, e])),
    session: 0, shade: null, time: 0,
  };
  for (const event of trail) {
    step(diagram, event, scenario);
    if (diagram.y - diagram.top > sliceHeight) cut(diagram, diagram.y - 5);
  }
  endShade(diagram);
  const height = diagram.y + 12;
  cut(diagram, height);
  const lifelines = [[diagram.left, trail.some((e) => e.kind === 'fetch') ? 'name and web server' : 'name server'], ...(trail.some((e) => e.who === 'client')
    ? [[diagram.middle, 'client'], [diagram.right, 'receiver under test']]
    : [[diagram.middle, scenario.sender], [diagram.right, 'receiving MTA']])];
  const actors = lifelines.map(([x, name]) => [
    drawn('rect', { class: 'actor', x: x - 72, y: 4, width: 144, height: 30, rx: 6 }),
    drawn('text', { class: 'actor', x, y: 24, 'text-anchor': 'middle' }, wrapped(name, 134, 'bold')[0]),
  ]);
  return element('div', { class: 'sequence' }, diagram.slices.map(({ top, bottom, parts }, i) =>
    drawn('svg', { viewBox: `0 ${top} ${width} ${bottom - top}`, width, height: bottom - top },
      i === 0 && drawn('defs', {}, drawn('marker', { id: 'head', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto' }, drawn('path', { class: 'tip', d: 'M0 0 8 4 0 8z' }))),
      diagram.shades.filter(([from, to]) => from < bottom && to > top).map(([from, to]) =>
        drawn('rect', { class: 'inside', x: diagram.middle - 4, y: from, width: diagram.right - diagram.middle + 8, height: to - from })),
      lifelines.map(([x]) => drawn('path', { class: 'life', d: `M${x} ${Math.max(top, 34)}V${bottom}` })),
      i === 0 && actors,
      parts)));
}

/** cut ends a slice of the diagram: each is a picture of its own, so that it breaks over pages. */
function cut(d, bottom) {
  d.slices.push({ top: d.top, bottom, parts: d.parts });
  d.top = bottom;
  d.parts = [];
}

/** step draws one event and moves on below it. */
function step(d, event, scenario) {
  if (event.kind === 'passed') return undefined;
  if ((event.after || 0) > d.time) {
    d.time = event.after;
    drawTime(d, `after ${timeInWords(d.time)}`);
  }
  if (d.shade !== null && !event.encrypted && (event.session || event.kind === 'open')) endShade(d);
  switch (event.kind) {
    case 'open': return drawSession(d, event);
    case 'question':
      message(d, d.middle, d.left, `${event.question.name} ${event.question.type}`, 'dns');
      return message(d, d.left, d.middle, event.question.answers.join(', '), event.failed ? 'dns bad' : 'dns', true);
    case 'fetch':
      message(d, d.middle, d.left, `GET ${event.fetch.url}`, 'dns');
      return message(d, d.left, d.middle, event.fetch.answer, event.failed ? 'dns bad' : 'dns', true);
    case 'client': sessionOf(d, event); return message(d, d.middle, d.right, event.text, 'said');
    case 'server': sessionOf(d, event); return message(d, d.right, d.middle, event.text, event.failed ? 'said bad' : 'said', true);
    case 'tls':
      sessionOf(d, event);
      band(d, event.text, 'tls');
      if (d.shade === null) d.shade = d.y - 4;
      return undefined;
    case 'tls failed': sessionOf(d, event); return band(d, `✗ TLS fails: ${event.text}`, 'bad');
    case 'disturbed': return band(d, `${event.who === 'mitm' ? 'the attacker ' : ''}${event.text}`, 'bad');
    case 'closed': return event.failed ? (sessionOf(d, event), band(d, `closed ${event.text}`, 'wire')) : undefined;
    case 'wire': sessionOf(d, event); return band(d, event.text, 'wire');
    case 'sent': return aside(d, `✉ ${event.text}`, 'sent');
    case 'comparison': return aside(d, comparisonInWords(event.comparison), event.comparison.match ? 'good' : 'no', event);
    case 'validation': return aside(d, event.text, event.failed ? 'bad' : 'good', event);
    case 'tried': return aside(d, event.text, 'tried', event);
    case 'fate': return drawFate(d, event, scenario);
    default: return aside(d, event.text, event.kind === 'alert' ? 'bad' : 'note', event);
  }
}

function comparisonInWords(c) {
  return `${c.match ? '✓' : '✗'} ${c.kind} ${c.presented} ${c.match ? '=' : '≠'} ${c.reference} (${c.source})${c.why ? ': ' + c.why : ''}`;
}

/** message draws an arrow with its text above it. */
function message(d, from, to, text, kind, answer) {
  const span = Math.abs(to - from) - 24;
  const shown = String(text).length > 1200 ? `${String(text).slice(0, 1200)} …` : text;
  const lines = wrapped(shown, span, 'mono').slice(0, 14);
  const x = Math.min(from, to) + 12;
  d.parts.push(...written(lines, x, d.y + 8, { class: `mono ${kind}` }));
  d.y += lines.length * lineHeight - 2;
  d.parts.push(drawn('path', { class: `arrow ${kind}${answer ? ' answer' : ''}`, d: `M${from} ${d.y}H${to + (to > from ? -1 : 1)}`, 'marker-end': 'url(#head)' }));
  d.y += 9;
}

/** band is something that happens on the way between sender and MTA. */
function band(d, text, kind) {
  const lines = wrapped(text, d.right - d.middle - 44, 'bold');
  const height = lines.length * lineHeight + 6;
  d.parts.push(drawn('rect', { class: `band ${kind}`, x: d.middle + 10, y: d.y - 4, width: d.right - d.middle - 20, height, rx: 4 }),
    written(lines, d.middle + 22, d.y + 11, { class: `text ${kind}` }));
  d.y += height + 4;
}

/** aside is what the sender finds out and decides by itself: it stands on his line. */
function aside(d, text, kind, event = {}) {
  const half = Math.min(d.middle - 20, d.width * 0.36);
  const lines = wrapped(text + (event.rule ? `  [${event.rule}]` : ''), 2 * half - 24, 'text');
  const height = lines.length * lineHeight + 6;
  const shaded = d.shade;
  d.parts.push(drawn('rect', { class: `aside ${kind}${event.decides ? ' decides' : ''}`, x: d.middle - half, y: d.y - 4, width: 2 * half, height, rx: 4 }),
    written(lines, d.middle - half + 12, d.y + 11, { class: `text ${kind}` }));
  if (event.decides) d.parts.push(drawn('text', { class: 'text decides', x: d.middle + half + 8, y: d.y + 11 }, '◀ decides'));
  d.shade = shaded;
  d.y += height + 4;
}

function drawSession(d, event) {
  d.session = event.session;
  d.y += 6;
  band(d, `connection ${event.session} to ${event.host}${event.text ? ', ' + event.text : ''}`, 'session');
}

/** sessionOf says which session goes on, where another one was told of in between. */
function sessionOf(d, event) {
  if (!event.session || event.session === d.session) return;
  d.session = event.session;
  const host = d.hosts.get(event.session);
  if (host) band(d, `connection ${event.session} to ${host.host} goes on`, 'session');
}

function drawTime(d, text) {
  endShade(d);
  d.y += 12;
  d.parts.push(drawn('path', { class: 'time', d: `M8 ${d.y}H${d.width - 8}` }), drawn('text', { class: 'text time', x: d.width - 10, y: d.y - 4, 'text-anchor': 'end' }, text));
  d.y += 16;
}

function drawFate(d, event) {
  endShade(d);
  const fate = fateOf(event.fate);
  const lines = wrapped(`${fate.sign} ${event.recipient}: ${event.fate}${event.text ? ' – ' + event.text : ''}${event.rule ? '  [' + event.rule + ']' : ''}`, d.width - 80, 'bold');
  const height = lines.length * lineHeight + 12;
  d.parts.push(drawn('rect', { class: `verdict fill-${fate.key}`, x: 20, y: d.y, width: d.width - 40, height, rx: 6 }), written(lines, 36, d.y + 18, { class: 'text verdict' }));
  d.y += height + 10;
}

function endShade(d) {
  if (d.shade === null) return;
  d.shades.push([d.shade, d.y]);
  d.shade = null;
}
