// node docs/images/screenshot.mjs --program FILE [--check 1]
//
// Draws what the program writes on a terminal as SVG: docs/images/check.svg and suggest.svg. A test runs it with --check, so that
// the pictures of the README are always what the program really writes.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(path.dirname(here));
const given = {};
for (let i = 2; i < process.argv.length; i += 2) given[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];

const pictures = { 'check.svg': ['check', 'fixtures/apps/forge-missing/app', 'fixtures/apps/forge-queue/app'] };

const colours = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 34: '#79c0ff', 36: '#56d4dd' };
const cell = 8.4, row = 19;

/** Runs of equal style: [{text, colour, bold, dim}]. */
function runs(line) {
  const out = [];
  let style = {};
  for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
    const codes = /^\x1b\[([\d;]*)m$/.exec(part);
    if (!codes) {
      if (part) out.push({ text: part, ...style });
      continue;
    }
    for (const code of codes[1].split(';').map(Number)) {
      if (code === 0) style = {};
      if (code === 1) style = { ...style, bold: true };
      if (code === 2) style = { ...style, dim: true };
      if (colours[code]) style = { ...style, colour: colours[code] };
    }
  }
  return out;
}

const escaped = (text) => text.replace(/[&<>]/g, (ch) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[ch]);

function draw(command, text) {
  const lines = [`\x1b[2m$\x1b[0m ${command}`, ...text.trimEnd().split('\n')];
  const plain = lines.map((line) => line.replace(/\x1b\[[\d;]*m/g, ''));
  const width = Math.ceil(Math.max(...plain.map((line) => [...line].length)) * cell) + 40, height = lines.length * row + 62;
  let out = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">\n`;
  out += `<title>${escaped(plain[0])}</title>\n<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>\n`;
  ['#ff5f57', '#febc2e', '#28c840'].forEach((fill, i) => (out += `<circle cx="${22 + 20 * i}" cy="20" r="6" fill="${fill}"/>\n`));
  out += `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3" xml:space="preserve">\n`;
  lines.forEach((line, i) => {
    let column = 0;
    for (const { text: part, colour, bold, dim } of runs(line)) {
      const length = [...part].length;
      const style = `${colour ? ` fill="${colour}"` : ''}${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.6"' : ''}`;
      if (part.trim()) out += `<text x="${(20 + column * cell).toFixed(1)}" y="${52 + i * row}" textLength="${(length * cell).toFixed(1)}"${style}>${escaped(part)}</text>\n`;
      column += length;
    }
  });
  return `${out}</g>\n</svg>\n`;
}

let stale = 0;
for (const [name, args] of Object.entries(pictures)) {
  const env = { ...process.env };
  delete env.NO_COLOR;
  const r = spawnSync(given.program, [...args, '--color', 'always', '--no-config'], { cwd: root, encoding: 'utf8', env });
  if (r.status > 1 || r.error) throw new Error(`${args.join(' ')}: ${r.stderr}${r.error ?? ''}`);
  const svg = draw(`leastscope ${args.join(' ')}`, r.stdout), file = path.join(here, name);
  if (!given.check) {
    fs.writeFileSync(file, svg);
  } else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== svg) {
    console.log(`${name} is not what the program writes; run: node docs/images/screenshot.mjs --program build/dev/leastscope`);
    stale = 1;
  }
}
process.exit(stale);
