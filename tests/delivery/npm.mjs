// The npm packages: made by the script, packed, installed into an empty folder without any network, and used through npx.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { thirdParty } from '../../npm/notices.mjs';
import { Complaints, options, run, scratch } from '../support/tools.mjs';

const { program, source } = options();
const c = new Complaints();
const folder = scratch();
const made = path.join(folder, 'made');
const build = run('node', [path.join(source, 'npm/build.mjs'), '--binary', program, '--out', made, '--platform', 'linux-x64']);
c.equal(build.code, 0, `build.mjs: ${build.err}`);

const read = (name) => JSON.parse(fs.readFileSync(path.join(made, name, 'package.json'), 'utf8'));
const launcher = read('leastscope'), platform = read('linux-x64');
const version = run(program, ['version']).out.trim().split(' ')[1];
c.equal([launcher.version, platform.version], [version, version], 'versions');
c.equal(launcher.optionalDependencies, { '@leastscope/linux-x64': version }, 'the launcher asks for what is built, nothing else');
c.equal([platform.os, platform.cpu, platform.libc], [['linux'], ['x64'], ['glibc']], 'the platform package says where it fits');
for (const p of [launcher, platform]) c.check(!p.scripts && !p.dependencies, `${p.name} has scripts or dependencies`);
const platforms = JSON.parse(fs.readFileSync(path.join(source, 'npm/platforms.json'), 'utf8'));
c.check(Object.values(platforms).some((p) => !p.built), 'platforms that are not built are named');
const refused = run('node', [path.join(source, 'npm/build.mjs'), '--binary', program, '--out', made, '--platform', 'darwin-arm64']);
c.check(refused.code !== 0, 'a package is made for a platform that is not built');

// Notices: a text for every work, and a row for everything that is linked.
const notices = fs.readFileSync(path.join(made, 'linux-x64/THIRD-PARTY-NOTICES.txt'), 'utf8');
const works = thirdParty(source);
for (const { name, how } of works) if (how !== 'portable') c.check(notices.includes(`\n${name}: `), `no notice for ${name}`);
c.check(/Permission is hereby granted/.test(notices) && /Redistributions in binary form/.test(notices), 'the notices hold no licence texts');
const grammars = Object.keys(JSON.parse(fs.readFileSync(path.join(source, 'analyzer/syntax/grammars/package.json'), 'utf8')).dependencies);
for (const grammar of grammars) c.check(works.some((w) => w.name === grammar), `${grammar} is not in third-party.tsv`);
const dev = fs.readFileSync(path.join(source, 'dev'), 'utf8');
const packages = [...dev.matchAll(/^packages(?:_portable)?=\(([^)]*)\)/gm)].flatMap((m) => m[1].split(/\s+/)).filter((name) => name.endsWith('-dev'));
c.check(packages.length > 4, 'no packages found in dev');
for (const name of packages) c.check(works.some((w) => w.text === `debian/${name}`), `${name} is not in third-party.tsv`);

// Packed and installed into an empty folder.
const cache = path.join(folder, 'cache');
const npm = (args, cwd) => run('npm', ['--cache', cache, '--offline', '--no-audit', '--no-fund', ...args], { cwd, env: { npm_config_update_notifier: 'false' } });
const packed = ['leastscope', 'linux-x64'].map((name) => {
  const r = npm(['pack', path.join(made, name), '--json'], folder);
  c.equal(r.code, 0, `npm pack ${name}: ${r.err}`);
  const [info] = JSON.parse(r.out);
  c.check(info.files.some((f) => f.path === 'LICENSE'), `${name}: no licence in the package`);
  return path.join(folder, info.filename.replace('@', '').replace('/', '-'));  // npm 8 names the scope
});
const vendor = path.join(folder, 'vendor');
fs.mkdirSync(vendor);
fs.writeFileSync(path.join(vendor, 'package.json'), '{"name":"vendor","private":true}\n');
const install = npm(['install', '--ignore-scripts', '--save-dev', ...packed], vendor);
c.equal(install.code, 0, `npm install: ${install.err}`);
fs.cpSync(path.join(source, 'fixtures/apps/forge-queue/app'), vendor, { recursive: true });

const first = npm(['exec', '--no', '--', 'leastscope', 'check'], vendor);
const direct = run(program, ['check'], { cwd: vendor });
c.equal([first.code, first.out], [1, direct.out], `npx leastscope check: ${first.err}`);
c.check(first.out.includes('install-only-scope'), first.out);
const bin = path.join(vendor, 'node_modules/.bin/leastscope');
c.equal(run(bin, ['version'], { cwd: vendor }).out, `leastscope ${version}\n`, 'version');
c.equal(run(bin, ['check', '--no-such'], { cwd: vendor }).code, 2, 'exit code 2');
c.equal(run(bin, ['check', path.join(vendor, 'src')], { cwd: vendor }).code, 3, 'exit code 3');

// What goes wrong is told.
const own = run(bin, ['version'], { cwd: vendor, env: { LEASTSCOPE_BINARY: program } });
c.equal(own.out, `leastscope ${version}\n`, 'LEASTSCOPE_BINARY');
const nowhere = run(bin, ['version'], { cwd: vendor, env: { LEASTSCOPE_BINARY: '/no/such/program' } });
c.check(nowhere.code === 2 && /cannot be started/.test(nowhere.err), nowhere.err);
fs.rmSync(path.join(vendor, 'node_modules/@leastscope'), { recursive: true });
const missing = run(bin, ['version'], { cwd: vendor });
c.check(missing.code === 2 && /is not installed/.test(missing.err), missing.err);
const elsewhere = run('node', ['-e', `Object.defineProperty(process, 'platform', {value: 'sunos'}); require(${JSON.stringify(path.join(vendor, 'node_modules/leastscope/bin/leastscope.js'))})`], { cwd: vendor });
c.check(elsewhere.code === 2 && /no program for sunos-/.test(elsewhere.err), elsewhere.err);

// A signal ends both and shows as one.
const sleeper = path.join(folder, 'sleeper');
fs.writeFileSync(sleeper, '#!/bin/sh\nexec sleep 30\n', { mode: 0o755 });
const child = spawn('node', [path.join(vendor, 'node_modules/leastscope/bin/leastscope.js')], { env: { ...process.env, LEASTSCOPE_BINARY: sleeper }, stdio: 'ignore' });
setTimeout(() => child.kill('SIGTERM'), 1500);
const signal = await new Promise((done) => child.on('exit', (code, s) => done(s ?? code)));
c.check(signal === 'SIGTERM' || signal === 128 + os.constants.signals.SIGTERM, `SIGTERM gave ${signal}`);

c.finish();
