// The steps of action.yml, run on a real repository made of fixture apps.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Complaints, options, run, scratch, write } from '../support/tools.mjs';
import { validators } from '../codescanning/install.mjs';
import { complaints } from '../codescanning/list.mjs';
import { runAction } from './runner.mjs';

const { program, source, build } = options();
const tools = validators(build);
const require = createRequire(path.join(tools.node_modules, 'x.js'));
const yaml = require('yaml');
const c = new Complaints();
const action = yaml.parse(fs.readFileSync(path.join(source, 'action.yml'), 'utf8'));

// A repository with two apps in folders, committed.
const repo = fs.realpathSync(scratch());
fs.cpSync(path.join(source, 'fixtures/apps/forge-queue/app'), path.join(repo, 'apps/queue one'), { recursive: true });
fs.cpSync(path.join(source, 'fixtures/apps/forge-missing/app'), path.join(repo, 'apps/missing'), { recursive: true });
for (const args of [['init', '-q'], ['add', '.'], ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', 'commit', '-qm', 'apps']]) {
  c.equal(run('git', args, { cwd: repo }).code, 0, `git ${args[0]}`);
}

const sarifOf = (r) => JSON.parse(fs.readFileSync(path.join(repo, r.outputs['sarif-file']), 'utf8'));

// A push: upload, summary, failure by the exit code, and a log that passes everything.
{
  const r = runAction(action, source, repo, { inputs: { binary: program } });
  c.equal(r.outputs, { 'sarif-file': 'leastscope.sarif', 'exit-code': '1' }, `push: ${r.log}`);
  c.check(!r.success, 'push: findings must fail the job');
  c.equal(r.used.map((u) => [u.uses.split('@')[0], u.with.sarif_file]), [['github/codeql-action/upload-sarif', 'leastscope.sarif']], 'push: upload');
  c.check(/@[0-9a-f]{40}$/.test(r.used[0]?.uses ?? ''), 'the upload is not pinned to a commit');
  c.check(r.summary.includes('## leastscope: 1 error') && r.summary.includes('`apps/missing/manifest.yml`'), `summary: ${r.summary}`);
  c.check(r.log.includes('error[missing-scope]') && !r.log.includes('::error'), 'push: text in the log, no annotations');
  const log = sarifOf(r);
  for (const what of complaints(log, repo)) c.check(false, `SARIF: ${what}`);
  c.check(log.runs[0].results.some((x) => x.locations[0].physicalLocation.artifactLocation.uri === 'apps/queue%20one/manifest.yml'), 'places from the root of the repository');
  const Ajv = require('ajv/dist/2020');
  const schema = JSON.parse(fs.readFileSync(path.join(tools.node_modules, '@microsoft/sarif-multitool-linux/sarif-2.1.0.json'), 'utf8').replace(/^\uFEFF/, ''));
  const valid = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(schema);
  c.check(valid(log), () => JSON.stringify(valid.errors));
  const judged = path.join(repo, '.git/judged.json');
  run(tools.multitool, ['validate', 'leastscope.sarif', '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', '--output', judged, '--log', 'ForceOverwrite'], { cwd: repo });
  c.equal(JSON.parse(fs.readFileSync(judged, 'utf8').replace(/^\uFEFF/, '')).runs[0].results ?? [], [], 'multitool');
}

// A pull request from a fork: annotations instead of the upload; from the same repository: the upload.
{
  const event = (name) => ({ event_name: 'pull_request', event: { pull_request: { head: { repo: { full_name: name } } } } });
  const fork = runAction(action, source, repo, { inputs: { binary: program }, github: event('someone/app') });
  c.equal(fork.used, [], 'fork: nothing is uploaded');
  c.check(fork.log.includes('::error file=apps/missing/src/index.js,line=10,'), `fork: ${fork.log}`);
  c.check(!fork.success && fork.outputs['exit-code'] === '1', 'fork: fails by the exit code');
  const own = runAction(action, source, repo, { inputs: { binary: program }, github: event('acme/app') });
  c.equal(own.used.length, 1, 'own pull request: uploaded');
}

// Inputs reach the command line, whatever stands in them; the job passes when nothing is at the threshold.
{
  const r = runAction(action, source, repo, { inputs: { binary: program, path: 'apps/queue one\napps/missing\n', 'fail-on': 'never', category: 'a "b" $(touch pwned)', 'upload-sarif': 'false', summary: 'false', 'sarif-file': 'out/x y.sarif' } });
  c.check(r.success && r.outputs['exit-code'] === '0', `never: ${r.log}`);
  c.equal(r.used, [], 'never: no upload');
  c.equal(r.summary, '', 'never: no summary');
  c.equal(sarifOf(r).runs[0].automationDetails.id, 'a "b" $(touch pwned)', 'category');
  c.check(!fs.existsSync(path.join(repo, 'pwned')), 'an input was run as a command');
  const queue = runAction(action, source, repo, { inputs: { binary: program, path: 'apps/queue one', 'fail-on': 'error' } });
  c.check(queue.success, `error: ${queue.log}`);
  const wrong = runAction(action, source, repo, { inputs: { binary: program, 'fail-on': 'sometimes' } });
  c.check(!wrong.success && wrong.outputs['exit-code'] === '2' && wrong.used.length === 0, `wrong input: ${wrong.log}`);
  const nothing = runAction(action, source, repo, { inputs: { binary: program, path: 'no/such' } });
  c.check(!nothing.success && nothing.outputs['exit-code'] === '3' && /does not exist/.test(nothing.log), `no such path: ${nothing.log}`);
}

// The download: only with the right sum. `curl` is a stand-in that hands out an archive.
{
  const fake = scratch();
  fs.copyFileSync(program, path.join(fake, 'leastscope'));
  run('tar', ['-czf', 'archive.tar.gz', './leastscope'] /* as the release workflow packs it */, { cwd: fake });
  const sum = crypto.createHash('sha256').update(fs.readFileSync(path.join(fake, 'archive.tar.gz'))).digest('hex');
  write(fake, { 'bin/curl': `#!/bin/sh\nfor last; do :; done\necho "$last" >"${fake}/asked"\nwhile [ "$1" != --output ]; do shift; done\ncp "${fake}/archive.tar.gz" "$2"\n` });
  fs.chmodSync(path.join(fake, 'bin/curl'), 0o755);
  const env = { PATH: `${fake}/bin:${process.env.PATH}` };
  const good = runAction(action, source, repo, { inputs: { sha256: sum, 'fail-on': 'never' }, env });
  c.check(good.success && good.outputs['exit-code'] === '0', `download: ${good.log}`);
  const version = action.inputs.version.default;
  c.equal(fs.readFileSync(path.join(fake, 'asked'), 'utf8').trim(), `https://example.invalid/leastscope/leastscope/releases/download/v${version}/leastscope-${version}-linux-x64.tar.gz`, 'address');
  const bad = runAction(action, source, repo, { inputs: { sha256: sum.replace(/^./, (x) => (x === '0' ? '1' : '0')) }, env });
  c.check(!bad.success && /another sum/.test(bad.log) && bad.outputs['exit-code'] === '', `wrong sum: ${bad.log}`);
  const none = runAction(action, source, repo, { inputs: { version: '9.9.9' }, env });
  c.check(!none.success && /No sum is known/.test(none.log), `no sum: ${none.log}`);
}

// The version that is downloaded is this one.
c.equal(run(program, ['version']).out.trim(), `leastscope ${action.inputs.version.default}`, 'version of action.yml');
c.finish();
