// The world as a picture: recipient domain → MX → address → reverse name, the certificate beside the server.

const mostInColumn = 12;
const mostNames = 6;

const columnOf = { domain: () => 0, host: (node) => node.depth, address: () => 90, reverse: () => 91 };

/** graphOf is the drawing of the world with its nodes and edges at hand. */
function graphOf(world) {
  const hosts = new Map((world.hosts || []).map((h) => [h.address, h]));
  const nodes = (world.nodes || []).map((n) => ({ ...n, column: columnOf[n.kind](n), host: n.kind === 'address' ? hosts.get(n.name) : undefined }));
  const edges = (world.edges || []).map((e) => ({ ...e, from: nodes[e.from], to: nodes[e.to] }));
  return { nodes, edges, others: (world.records || []).filter((r) => !r.drawn) };
}

/** worldPicture draws the world of a scenario. */
function worldPicture(scenario) {
  const { world } = scenario.detail;
  const graph = graphOf(world);
  if (graph.nodes.length === 0) return null;
  const columns = [...grouped(graph.nodes, (n) => n.column)].sort(([a], [b]) => a - b).map(([, nodes]) => nodes);
  const width = { domain: 190, host: 210, address: 260, reverse: 210 };
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
      node.lines = boxLines(node, scenario);
      node.height = 14 + node.lines.length * lineHeight;
      node.placed = true;
      y += node.height + 18;
    }
    nodes.height = y - 18;
    height = Math.max(height, nodes.height);
    x += Math.max(...nodes.map((n) => n.width)) + gap;
  }
  for (const nodes of columns) for (const node of nodes) node.y += (height - nodes.height) / 2;
  const headings = { domain: 'recipient domain', host: 'host', address: 'server', reverse: 'reverse name' };
  const total = x - gap + 1;
  const picture = drawn('svg', { class: 'world', viewBox: `0 0 ${total} ${height + 6}`, width: total, height: height + 6, role: 'img', 'aria-label': worldInWords(graph) },
    drawn('defs', {}, drawn('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, drawn('path', { class: 'tip', d: 'M0 0 8 4 0 8z' }))),
    columns.map((nodes) => drawn('text', { class: 'heading', x: nodes[0].x, y: 12 }, headings[nodes[0].kind])),
    graph.edges.filter((e) => e.from.placed && e.to.placed).map(arrow),
    columns.flat().map(box));
  return [
    element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The world' }, picture),
    graph.edges.some((e) => !e.used) && element('p', { class: 'small' }, 'Dashed: a way that the sender did not go.'),
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
function boxLines(node, scenario) {
  const inner = node.width - 22;
  const lines = [];
  const add = (text, attributes, font = 'mono') => wrapped(text, inner, font).forEach((part) => lines.push([part, { class: font, ...attributes }]));
  add(node.name === '.' ? '. (no mail, RFC 7505)' : node.name, { class: 'mono strong' }, 'strong');
  if (node.kind === 'domain' && scenario.detail.setting && scenario.setting !== 'several') add(`TLS: ${scenario.detail.setting}`, { class: 'text soft' }, 'text');
  if (node.kind === 'reverse') add(node.leadsBack ? '✓ leads back to the address' : '✗ does not lead back', { class: node.leadsBack ? 'text good' : 'text bad' }, 'text');
  if (node.kind !== 'address') return lines;
  const host = node.host;
  if (!host) return add('nobody is there', { class: 'text bad' }, 'text'), lines;
  if (host.port && host.port !== 25) add(`port ${host.port}`, {}, 'text');
  if (host.name) add(`greets as ${host.name}`, { class: 'text soft' }, 'text');
  for (const wrong of host.wrong || []) add(`✗ ${wrong}`, { class: 'text bad' }, 'text');
  const certificate = host.certificate;
  if (!certificate) return lines;
  lines.push(['certificate', { class: 'heading rule' }]);
  const name = (kind, value, matched) => {
    const good = (matched || []).includes(value);
    add(`${kind.padEnd(3)} ${value}${good ? ' ✓' : ''}`, { class: good ? 'mono good' : 'mono' });
  };
  const names = [...(certificate.commonNames || []).map((n) => ['CN', n, certificate.matchedCommonNames]), ...(certificate.dnsNames || []).map((n) => ['DNS', n, certificate.matchedDNSNames])];
  for (const [kind, value, matched] of names.slice(0, mostNames)) name(kind, value, matched);
  if (names.length > mostNames) add(`… ${names.length - mostNames} more names`, { class: 'text soft' }, 'text');
  for (const other of (certificate.otherNames || []).slice(0, mostNames)) add(other, {});
  add(`by ${certificate.issuer}`, { class: certificate.selfSigned ? 'text bad' : 'text soft' }, 'text');
  if (certificate.notBefore && certificate.notAfter) add(`${certificate.notBefore.slice(0, 10)} to ${certificate.notAfter.slice(0, 10)}`, { class: certificate.expired ? 'text bad' : 'text soft' }, 'text');
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

function arrow({ from, to, label, used }) {
  const x1 = from.x + from.width, y1 = from.y + from.height / 2, y2 = to.y + Math.min(to.height / 2, 30);
  const straight = to.x > x1;
  const path = straight ? `M${x1} ${y1}C${x1 + 44} ${y1} ${to.x - 44} ${y2} ${to.x - 2} ${y2}` : `M${x1} ${y1}c30 0 30 ${y2 - y1} 2 ${y2 - y1}`;
  return drawn('g', { class: used ? 'edge used' : 'edge' }, drawn('path', { d: path, 'marker-end': 'url(#arrow)' }),
    drawn('text', { x: straight ? to.x - 10 : x1 + 26, y: y2 - (to.x - x1 > 100 ? 20 : 6), 'text-anchor': 'end' }, label));
}

function worldInWords(graph) {
  return graph.edges.map((e) => `${e.from.name} ${e.label} ${e.to.name}`).join('; ') || 'servers without any DNS record';
}
