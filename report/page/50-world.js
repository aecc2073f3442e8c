// The world as a picture: recipient domain → MX → address → reverse name, the certificate beside the server.

const mostInColumn = 12;
const mostNames = 6;

/** graphOf follows the DNS records and SMTP routes from the recipient domains on. */
function graphOf(world) {
  const graph = { nodes: new Map(), edges: [], used: new Set() };
  const records = world.records || [];
  const byName = grouped(records, (r) => r.name.toLowerCase());
  const hosts = new Map((world.hosts || []).map((h) => [h.address, h]));
  const drawnEdges = new Set();

  const node = (kind, name, column) => {
    const key = `${kind} ${name.toLowerCase()}`;
    if (!graph.nodes.has(key)) graph.nodes.set(key, { key, kind, name, column });
    return graph.nodes.get(key);
  };
  const edge = (from, to, label) => {
    const key = `${from.key} ${to.key} ${label}`;
    if (!drawnEdges.has(key)) graph.edges.push({ from, to, label });
    drawnEdges.add(key);
  };
  const at = (name, ...types) => (byName.get(name.toLowerCase()) || []).filter((r) => types.includes(r.type)).map((r) => {
    graph.used.add(r);
    return r;
  });
  const address = (from, value, label) => {
    const known = graph.nodes.has(`address ${value.toLowerCase()}`);
    const to = node('address', value, 90);
    to.host = hosts.get(value);
    edge(from, to, label);
    if (known) return;
    for (const record of at(value, 'PTR')) {
      const reverse = node('reverse', record.value, 91);
      edge(to, reverse, 'PTR');
      const back = at(record.value, 'A', 'AAAA').some((r) => r.value === value);
      reverse.back = reverse.back || back;
    }
  };
  const addresses = (from, depth) => {
    for (const r of at(from.name, 'A', 'AAAA')) address(from, r.value, r.type);
    for (const r of at(from.name, 'CNAME', 'DNAME')) {
      const fresh = !graph.nodes.has(`name ${r.value.toLowerCase()}`);
      const to = node('name', r.value, Math.min(depth + 1, 8));
      edge(from, to, r.type);
      if (fresh) addresses(to, depth + 1);
    }
  };
  const exchangers = (from, depth) => {
    const found = at(from.name, 'MX');
    for (const r of found) {
      const [preference, target] = r.value.split(' ');
      const to = node('name', target || '.', depth + 1);
      edge(from, to, `MX ${preference}`);
      addresses(to, depth + 1);
    }
    addresses(from, depth);
  };

  for (const recipient of world.recipients || []) {
    const from = node('domain', recipient, 0);
    const route = routeOf(world.routes || [], recipient);
    if (!route) exchangers(from, 0);
    for (const entered of route ? route.hosts : []) viaRoute(from, entered);
  }
  for (const h of world.hosts || []) if (!graph.nodes.has(`address ${h.address.toLowerCase()}`)) node('address', h.address, 90).host = h;
  graph.others = records.filter((r) => !graph.used.has(r));
  return graph;

  function viaRoute(from, entered) {
    const plain = entered.replace(/\/pri=\d+$/, '');
    if (plain === 'USEDNS') return exchangers(from, 0);
    if (plain === '/dev/null') return edge(from, node('name', plain, 1), 'SMTP route');
    const [, bracketed, bare, port] = /^(?:\[([^\]]+)\]|([^:]+|[0-9a-f:]+))(?::(\d+))?$/i.exec(plain) || [null, '', plain, ''];
    const name = bracketed || bare;
    const label = 'SMTP route' + (port ? `, port ${port}` : '');
    if (/^[\d.]+$|:/.test(name)) return address(from, name, label);
    const to = node('name', name, 1);
    edge(from, to, label);
    return bracketed ? addresses(to, 1) : exchangers(to, 1);
  }
}

function routeOf(routes, domain) {
  const name = domain.toLowerCase();
  const fits = (route) => {
    const of = route.domain.toLowerCase();
    return of === name || of === 'all' || (of.startsWith('.') && name.endsWith(of));
  };
  const weight = (route) => (route.domain.toLowerCase() === name ? 1e6 : route.domain.toLowerCase() === 'all' ? 0 : route.domain.length);
  return routes.filter(fits).sort((a, b) => weight(b) - weight(a))[0];
}

/** matchedNames are the names of certificates that matched, as "address CN name" or "address DNS name". */
function matchedNames(trail) {
  const matched = new Set();
  let address = '';
  for (const event of trail) {
    if (event.kind === 'open') address = event.host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
    const c = event.comparison;
    if (c && c.match) matched.add(`${address} ${c.kind === 'CN' ? 'CN' : 'DNS'} ${c.presented}`);
  }
  return matched;
}

/** worldPicture draws the world of a scenario. */
function worldPicture(scenario) {
  const { world, trail } = scenario.detail;
  const graph = graphOf(world);
  if (graph.nodes.size === 0) return null;
  const matched = matchedNames(trail || []);
  const columns = [...grouped([...graph.nodes.values()], (n) => n.column)].sort(([a], [b]) => a - b).map(([, nodes]) => nodes);
  const width = { domain: 190, name: 210, address: 260, reverse: 210 };
  const gap = 84;
  let x = 1, height = 0, leftOut = 0;
  for (const nodes of columns) {
    leftOut += Math.max(0, nodes.length - mostInColumn);
    nodes.splice(mostInColumn);
    let y = 24;
    for (const node of nodes) {
      node.x = x;
      node.y = y;
      node.width = width[node.kind];
      node.lines = boxLines(node, scenario, matched);
      node.height = 14 + node.lines.length * lineHeight;
      node.placed = true;
      y += node.height + 18;
    }
    nodes.height = y - 18;
    height = Math.max(height, nodes.height);
    x += Math.max(...nodes.map((n) => n.width)) + gap;
  }
  for (const nodes of columns) for (const node of nodes) node.y += (height - nodes.height) / 2;
  const headings = { domain: 'recipient domain', name: 'host', address: 'server', reverse: 'reverse name' };
  const total = x - gap + 1;
  const picture = drawn('svg', { class: 'world', viewBox: `0 0 ${total} ${height + 6}`, width: total, height: height + 6, role: 'img', 'aria-label': worldInWords(graph) },
    drawn('defs', {}, drawn('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, drawn('path', { class: 'tip', d: 'M0 0 8 4 0 8z' }))),
    columns.map((nodes) => drawn('text', { class: 'heading', x: nodes[0].x, y: 12 }, headings[nodes[0].kind])),
    graph.edges.filter((e) => e.from.placed && e.to.placed).map(arrow),
    columns.flat().map(box));
  return [
    element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The world' }, picture),
    leftOut > 0 && element('p', { class: 'small' }, `… and ${leftOut} more, which are not drawn.`),
    listed('DNS records beside these', graph.others),
    listed('What is wrong with the name server', world.faults),
  ];
}

function listed(heading, records) {
  if (!records || records.length === 0) return null;
  const shown = records.slice(0, 20);
  return element('details', { class: 'records', open: shown.length < 6 }, element('summary', {}, heading),
    element('pre', {}, shown.map((r) => `${r.name || 'any name'}  ${r.type || 'any type'}  ${r.value}`).join('\n') + (records.length > 20 ? `\n… ${records.length - 20} more` : '')));
}

/** boxLines are what stands in the box of a node: texts with their classes. */
function boxLines(node, scenario, matched) {
  const inner = node.width - 22;
  const lines = [];
  const add = (text, attributes, font = 'mono') => wrapped(text, inner, font).forEach((part) => lines.push([part, { class: font, ...attributes }]));
  add(node.name === '.' ? '. (no mail, RFC 7505)' : node.name, { class: 'mono strong' }, 'strong');
  if (node.kind === 'domain' && scenario.detail.setting && scenario.setting !== 'several') add(`TLS: ${scenario.detail.setting}`, { class: 'text soft' }, 'text');
  if (node.kind === 'reverse') add(node.back ? '✓ leads back to the address' : '✗ does not lead back', { class: node.back ? 'text good' : 'text bad' }, 'text');
  if (node.kind !== 'address') return lines;
  const host = node.host;
  if (!host) return add('nobody is there', { class: 'text bad' }, 'text'), lines;
  if (host.port && host.port !== 25) add(`port ${host.port}`, {}, 'text');
  if (host.name) add(`greets as ${host.name}`, { class: 'text soft' }, 'text');
  for (const wrong of host.wrong || []) add(`✗ ${wrong}`, { class: 'text bad' }, 'text');
  const certificate = host.certificate;
  if (!certificate) return lines;
  lines.push(['certificate', { class: 'heading rule' }]);
  const name = (kind, value) => {
    const good = matched.has(`${node.name} ${kind} ${value}`);
    add(`${kind.padEnd(3)} ${value}${good ? ' ✓' : ''}`, { class: good ? 'mono good' : 'mono' });
  };
  const names = [...(certificate.commonNames || []).map((n) => ['CN', n]), ...(certificate.dnsNames || []).map((n) => ['DNS', n])];
  for (const [kind, value] of names.slice(0, mostNames)) name(kind, value);
  if (names.length > mostNames) add(`… ${names.length - mostNames} more names`, { class: 'text soft' }, 'text');
  for (const other of (certificate.otherNames || []).slice(0, mostNames)) add(other, {});
  add(`by ${certificate.issuer}`, { class: certificate.issuer === 'itself' ? 'text bad' : 'text soft' }, 'text');
  if (!certificate.notAfter.startsWith('0001')) add(`${certificate.notBefore.slice(0, 10)} to ${certificate.notAfter.slice(0, 10)}`, { class: certificate.expired ? 'text bad' : 'text soft' }, 'text');
  return lines;
}

function box(node) {
  return drawn('g', { class: `node ${node.kind}` },
    drawn('rect', { x: node.x, y: node.y, width: node.width, height: node.height, rx: 6 }),
    node.lines.map(([text, attributes], i) => {
      const y = node.y + 19 + i * lineHeight;
      return [attributes.class.includes('rule') && drawn('path', { class: 'line', d: `M${node.x} ${y - 13}h${node.width}` }), drawn('text', { x: node.x + 11, y, ...attributes }, text)];
    }));
}

function arrow({ from, to, label }) {
  const x1 = from.x + from.width, y1 = from.y + from.height / 2, y2 = to.y + Math.min(to.height / 2, 30);
  const straight = to.x > x1;
  const path = straight ? `M${x1} ${y1}C${x1 + 44} ${y1} ${to.x - 44} ${y2} ${to.x - 2} ${y2}` : `M${x1} ${y1}c30 0 30 ${y2 - y1} 2 ${y2 - y1}`;
  return drawn('g', { class: 'edge' }, drawn('path', { d: path, 'marker-end': 'url(#arrow)' }),
    drawn('text', { x: straight ? to.x - 10 : x1 + 26, y: y2 - (to.x - x1 > 100 ? 20 : 6), 'text-anchor': 'end' }, label));
}

function worldInWords(graph) {
  return graph.edges.map((e) => `${e.from.name} ${e.label} ${e.to.name}`).join('; ') || 'servers without any DNS record';
}
