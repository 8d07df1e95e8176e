// node npm/build.mjs --binary FILE --out FOLDER [--platform linux-x64]
//
// Makes the npm packages: the launcher, and the program of one platform. Only platforms that platforms.json says are built
// are named to npm; the others stand there so that nobody has to guess. The version is CMakeLists.txt's.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { notices } from './notices.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const json = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

function options() {
  const out = { platform: 'linux-x64' };
  for (let i = 2; i < process.argv.length; i += 2) out[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
  if (!out.binary || !out.out) throw new Error('usage: node npm/build.mjs --binary FILE --out FOLDER [--platform NAME]');
  return out;
}

function put(folder, name, manifest, files) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2) + '\n');
  for (const [from, to] of files) {
    fs.mkdirSync(path.dirname(path.join(folder, to)), { recursive: true });
    fs.copyFileSync(from, path.join(folder, to));
  }
}

const { binary, out, platform } = options();
const project = fs.readFileSync(path.join(root, 'CMakeLists.txt'), 'utf8');
const version = /project\(leastscope VERSION (\S+)/.exec(project)[1];
const home = /HOMEPAGE_URL "([^"]+)"/.exec(project)[1];
const platforms = json(path.join(here, 'platforms.json'));
const shared = { version, homepage: home, repository: { type: 'git', url: `git+${home}.git` } };
if (!platforms[platform]?.built) throw new Error(`platforms.json does not say that ${platform} is built`);

const built = Object.keys(platforms).filter((name) => platforms[name].built);
const nameOf = (p) => `@leastscope/${p}`;
const launcher = {
  ...json(path.join(here, 'leastscope/package.json')),
  ...shared,
  platforms: Object.fromEntries(built.map((p) => [p, nameOf(p)])),
  optionalDependencies: Object.fromEntries(built.map((p) => [nameOf(p), version])),
};
put(path.join(out, 'leastscope'), 'leastscope', launcher, [
  [path.join(here, 'leastscope/README.md'), 'README.md'],
  [path.join(here, 'leastscope/bin/leastscope.js'), 'bin/leastscope.js'],
  [path.join(root, 'LICENSE'), 'LICENSE'],
]);

const { os, cpu, libc } = platforms[platform];
const folder = path.join(out, platform);
put(folder, platform, {
  name: nameOf(platform), description: `The program of leastscope for ${platform}.`, license: 'Apache-2.0', ...shared,
  os: [os], cpu: [cpu], ...(libc ? { libc: [libc] } : {}), files: ['bin', 'LICENSE', 'THIRD-PARTY-NOTICES.txt'], preferUnplugged: true,
}, [[binary, 'bin/leastscope'], [path.join(root, 'LICENSE'), 'LICENSE']]);
fs.chmodSync(path.join(folder, 'bin/leastscope'), 0o755);
fs.writeFileSync(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), notices(root, !/NEEDED\s+libarchive/.test(spawnSync('objdump', ['-p', binary], { encoding: 'utf8' }).stdout ?? '')));
const stripped = spawnSync('strip', ['--strip-unneeded', path.join(folder, 'bin/leastscope')]);
if (stripped.error) console.error('strip is missing: the program keeps its symbols');
console.log(`${nameOf(platform)} ${version} and leastscope ${version} are in ${out}`);
