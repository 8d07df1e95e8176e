// Brings the validators into the build folder, once for each lock file. Without npm's registry they cannot be had: then the
// tests that need them are skipped, loudly, but never under CI.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { options, run, skip } from '../support/tools.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const lock = fs.readFileSync(path.join(here, 'package-lock.json'));
const stamp = crypto.createHash('sha256').update(lock).digest('hex');

/** The folder with the validators; ends the process when they are not there. */
export function validators(build) {
  const folder = path.join(build, 'validators');
  const mark = path.join(folder, 'installed');
  if (!fs.existsSync(mark) || fs.readFileSync(mark, 'utf8') !== stamp) skip('the validators are not installed (npm ci failed)');
  return {
    node_modules: path.join(folder, 'node_modules'),
    multitool: path.join(folder, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool'),
  };
}

function install(build) {
  const folder = path.join(build, 'validators');
  const mark = path.join(folder, 'installed');
  if (fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === stamp) return;
  fs.mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(here, name), path.join(folder, name));
  const npm = run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  if (npm.code !== 0) skip(`npm ci for the validators failed: ${(npm.err || String(npm.error)).trim().split('\n').slice(-3).join(' ')}`);
  fs.chmodSync(path.join(folder, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool'), 0o755);  // npm marks only bin.js
  fs.writeFileSync(mark, stamp);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install(options().build);
