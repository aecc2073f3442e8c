'use strict';

// What is built here is built of elements and texts, never of markup: a text cannot become anything else.

/** element makes an HTML element; an attribute that is null or false is left out. */
function element(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** drawn makes an SVG element. */
function drawn(name, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** counted is a number with its noun: 1 scenario, 2 scenarios. */
function counted(number, noun) {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

const fonts = {
  mono: '12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  text: '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
};
fonts.bold = `650 ${fonts.text}`;
fonts.strong = `650 ${fonts.mono}`;

const ruler = document.createElement('canvas').getContext('2d');

const widths = new Map(); // measuring is slow

/** widthOf is how wide a text is drawn, in pixels. */
function widthOf(text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    ruler.font = fonts[font];
    widths.set(key, ruler.measureText(text).width);
  }
  return widths.get(key);
}

/** wrapped breaks a text into lines of at most a width: at its own line ends, at blanks, else anywhere. */
function wrapped(text, width, font) {
  const lines = [];
  for (const paragraph of String(text).split('\n')) {
    let line = '';
    for (let word of paragraph.split(' ')) {
      while (widthOf(word, font) > width && word.length > 1) {
        let size = word.length;
        while (size > 1 && widthOf(word.slice(0, size), font) > width) size -= Math.ceil(size / 20);
        if (line) lines.push(line);
        lines.push(word.slice(0, size));
        line = '';
        word = word.slice(size);
      }
      if (line && widthOf(`${line} ${word}`, font) > width) {
        lines.push(line);
        line = word;
      } else line = line ? `${line} ${word}` : word;
    }
    lines.push(line);
  }
  return lines;
}

const lineHeight = 17;

/** written draws lines of text, the first with its foot at y. */
function written(lines, x, y, attributes) {
  return lines.map((line, i) => drawn('text', { x, y: y + i * lineHeight, ...attributes }, line));
}
