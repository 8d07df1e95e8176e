// What the tests in JavaScript share: running programs, temporary folders, and failing with everything that is wrong at once.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** `--name value` pairs of the command line. */
export function options() {
  const out = {};
  for (let i = 2; i < process.argv.length; i += 2) out[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
  return out;
}

/** Runs a program; never throws. Environment: what a test may depend on, and nothing of the terminal. */
export function run(program, args, { cwd, env = {}, input, timeout = 300000 } = {}) {
  const clean = { ...process.env };
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'COLUMNS', 'GITHUB_ACTIONS']) delete clean[name];
  const r = spawnSync(program, args, { cwd, env: { ...clean, ...env }, input, timeout, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: r.status, out: r.stdout ?? '', err: r.stderr ?? '', error: r.error };
}

/** A folder of its own that goes away at the end of the process. */
export function scratch(name = 'leastscope-') {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), name));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/** Collects complaints; `finish` prints them and ends the process with 1 when there are any. */
export class Complaints {
  list = [];
  checked = 0;
  check(good, text) {
    ++this.checked;
    if (!good) this.list.push(typeof text === 'function' ? text() : text);
    return Boolean(good);
  }
  equal(actual, expected, text) {
    const same = JSON.stringify(actual) === JSON.stringify(expected);
    return this.check(same, () => `${text}\n  expected ${JSON.stringify(expected)}\n  found    ${JSON.stringify(actual)}`);
  }
  finish() {
    for (const text of this.list.slice(0, 40)) console.log(`- ${text.length > 1500 ? text.slice(0, 1500) + '…' : text}`);
    if (this.list.length > 40) console.log(`… and ${this.list.length - 40} more`);
    console.log(`${this.checked} checks, ${this.list.length} failed`);
    process.exit(this.list.length === 0 && this.checked > 0 ? 0 : 1);
  }
}

/** What ctest takes for "skipped" (SKIP_RETURN_CODE). Under CI nothing is skipped. */
export function skip(why) {
  const lines = ['', '!'.repeat(100), `!!! NOT TESTED: ${why}`, '!'.repeat(100), ''].join('\n');
  console.log(lines);
  console.error(lines);
  process.exit(process.env.CI ? 1 : 77);
}
