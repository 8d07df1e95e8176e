// README.md and docs/*.md against the program: every command of a ```console block is executed, in a repository that holds a
// copy of fixtures/apps, and what it writes is compared. `…` alone on a line stands for any lines. With `--update 1` the pages
// are rewritten instead (lines that … left out stay out); read the difference.
//
// Blocks of other kinds hold no commands, except ```sh: there stand commands that need a network or change the machine, and only
// such. Links inside the repository lead somewhere. Tables that repeat what the program knows name all of it.
import fs from 'node:fs';
import path from 'node:path';
import { Complaints, options, run, scratch } from '../support/tools.mjs';

const { program, source, update } = options();
const c = new Complaints();
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...fs.readdirSync(path.join(source, 'docs')).filter((n) => n.endsWith('.md')).map((n) => `docs/${n}`)].sort();
const texts = Object.fromEntries(pages.map((name) => [name, fs.readFileSync(path.join(source, name), 'utf8')]));

const bin = scratch();
fs.symlinkSync(program, path.join(bin, 'leastscope'));
fs.writeFileSync(path.join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
const env = { PATH: `${bin}:${process.env.PATH}`, GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C.UTF-8' };

function workspace() {
  const folder = scratch();
  fs.cpSync(path.join(source, 'fixtures/apps'), path.join(folder, 'fixtures/apps'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'models'));
  run('git', ['init', '-q'], { cwd: folder, env });
  return folder;
}

/** Commands of a block with the output that is shown for each. */
function commands(block) {
  const out = [];
  for (const line of block.replace(/\n$/, '').split('\n')) {
    if (line.startsWith('$ ')) out.push({ command: line.slice(2), shown: [] });
    else if (out.length > 0) out.at(-1).shown.push(line);
    else return null;
  }
  return out;
}

/** Whether `shown` is `real`, where … stands for any lines. */
function fits(shown, real) {
  if (shown.length === 0) return real.length === 0;
  if (shown[0] === '…') {
    for (let i = 0; i <= real.length; ++i) if (fits(shown.slice(1), real.slice(i))) return true;
    return false;
  }
  return real.length > 0 && shown[0] === real[0] && fits(shown.slice(1), real.slice(1));
}

/** The new output, with the same left out if that still makes sense. */
function rewritten(shown, real) {
  const gap = shown.indexOf('…');
  if (gap < 0 || fits(shown, real)) return fits(shown, real) ? shown : real;
  const tail = shown.length - gap - 1;
  return [...real.slice(0, gap), '…', ...(tail > 0 ? real.slice(-tail) : [])];
}

let executed = 0;
for (const name of pages) {
  let folder, cwd, last = 0;
  texts[name] = texts[name].replace(/^```console\n(.*?)^```$/gms, (whole, block) => {
    folder ??= workspace();
    cwd ??= folder;
    const list = commands(block);
    if (!c.check(list, `${name}: a console block begins without a command`)) return whole;
    for (const one of list) {
      const change = /^cd (\S+)$/.exec(one.command);
      let lines;
      if (change) {
        cwd = path.resolve(cwd, change[1]);
        lines = [];
        c.check(fs.existsSync(cwd), `${name}: ${one.command}`);
      } else if (one.command === 'echo $?') {
        lines = [String(last)];
      } else {
        const r = run('bash', ['-c', `exec 2>&1\n${one.command}`], { cwd, env });
        last = r.code;
        lines = r.out === '' ? [] : r.out.replace(/\n$/, '').split('\n');
        ++executed;
      }
      c.check(!lines.some((line) => line.includes(folder)), `${name}: ${one.command} writes the folder of the test`);
      if (update) {
        one.shown = rewritten(one.shown, lines);
      } else {
        c.check(fits(one.shown, lines), () => `${name}: $ ${one.command}\n--- shown\n${one.shown.join('\n')}\n--- real\n${lines.join('\n')}`);
      }
    }
    return '```console\n' + list.map((one) => [`$ ${one.command}`, ...one.shown].join('\n') + '\n').join('') + '```';
  });
  if (update) fs.writeFileSync(path.join(source, name), texts[name]);

  // No command hides in another kind of block; inline commands name commands and options that exist.
  for (const [, kind, block] of texts[name].matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
    if (kind === 'console') continue;
    for (const line of block.split('\n')) {
      const runs = /^(\$ )?(npx )?leastscope( |$)/.test(line);
      if (!runs) continue;
      c.check(kind === 'sh', `${name}: a command in a block of another kind: ${line}`);
      // What stands in a sh block is understood at least: its help knows the options.
      const words = line.replace(/^(\$ )?(npx )?leastscope ?/, '').replace(/[|>;&].*/, '').trim().split(/\s+/);
      const help = run(program, [words[0] && !words[0].startsWith('-') ? words[0] : 'check', '--help']);
      c.equal(help.code, 0, `${name}: ${line}`);
      for (const word of words.filter((w) => w.startsWith('--'))) c.check(help.out.includes(word.split('=')[0]), `${name}: ${line}: no ${word}`);
    }
  }

  // Links.
  const prose = texts[name].replace(/^```.*?^```$/gms, '');
  for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file, anchor] = target.split('#');
    const to = file === '' ? name : path.normalize(path.join(path.dirname(name), file));
    if (!c.check(fs.existsSync(path.join(source, to)), `${name}: no ${target}`) || !anchor) continue;
    const headings = [...fs.readFileSync(path.join(source, to), 'utf8').matchAll(/^#+ (.*)$/gm)].map((m) => m[1].toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
    c.check(headings.includes(anchor), `${name}: no heading for ${target}`);
  }
}
c.check(executed > 15, `only ${executed} commands were executed`);

// What pages repeat is complete.
const table = (name) => texts[name].split('\n').filter((line) => line.startsWith('| '));
const rules = run(program, ['rules']).out.trimEnd().split('\n').map((line) => /^(\S+) +(\S+) +(.*)$/.exec(line).slice(1));
for (const [id, level, text] of rules) {
  c.check(table('docs/rules.md').some((line) => line === `| [${id}](../rules/checks/${id}.md) | ${level} | ${text} |`), `docs/rules.md: | [${id}](../rules/checks/${id}.md) | ${level} | ${text} |`);
}
c.equal(table('docs/rules.md').length, rules.length + 1, 'docs/rules.md: rows');
const words = (page) => new Set([...texts[page].matchAll(/`([^`\n]+)`/g)].map((m) => m[1]));
const keys = (schema) => {
  const out = new Set();
  const walk = (node) => {
    if (node === null || typeof node !== 'object') return;
    for (const key of Object.keys(node.properties ?? {})) out.add(key);
    for (const value of Object.values(node)) walk(value);
  };
  walk(JSON.parse(fs.readFileSync(path.join(source, 'rules/schema', schema), 'utf8')));
  return out;
};
for (const key of keys('report.schema.json')) c.check(words('docs/report.md').has(key), `docs/report.md does not name ${key}`);
const configured = texts['docs/configuration.md'];
for (const key of keys('config.schema.json')) c.check(configured.includes(key), `docs/configuration.md does not name ${key}`);

// The first commands of the README lead to the app whose report it shows.
const sample = /\$ leastscope check (fixtures\/\S+)/.exec(texts['README.md'])?.[1];
c.check(sample && texts['README.md'].includes(`\n./dev check ${sample}\n`), 'README: ./dev check names another app than the sample');

c.finish();
