// Independent judges over every fixture's SARIF: the schema (ajv), GitHub's rules (multitool, one run for all files; it ends
// with 0 whatever it finds, so its log is read), and multitool's own computation of GitHub's line hash.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Complaints, options, run, scratch } from '../support/tools.mjs';
import { validators } from './install.mjs';
import { lineHashes } from './list.mjs';
import { fixtureLogs, oddRepository, sarif } from './logs.mjs';

const { program, source, build, hashes } = options();
const tools = validators(build);
const require = createRequire(path.join(tools.node_modules, 'x.js'));
const c = new Complaints();
const folder = scratch();

const root = oddRepository();
const logs = fixtureLogs(program, source);
logs.push({ name: 'all', root: source, text: sarif(program, source, ['fixtures/apps', '--no-config']) });
logs.push({ name: 'odd', root, text: sarif(program, root, ['.']) });
logs.push({ name: 'accepted', root, text: sarif(program, root, ['apps/accepted', '--accepted', '--category', 'x']) });
for (const { name, text } of logs) fs.writeFileSync(path.join(folder, `${name}.sarif`), text);

// The schema. A broken log must be refused, or the judge is not awake.
const Ajv = require('ajv/dist/2020');
const schema = JSON.parse(fs.readFileSync(path.join(tools.node_modules, '@microsoft/sarif-multitool-linux/sarif-2.1.0.json'), 'utf8').replace(/^\uFEFF/, ''));
const valid = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false }).compile(schema);
for (const { name, text } of logs) c.check(valid(JSON.parse(text)), () => `schema, ${name}: ${JSON.stringify(valid.errors.slice(0, 3))}`);
const broken = JSON.parse(logs[0].text);
broken.runs[0].invocations[0].executionSuccessful = 'yes';
c.check(!valid(broken), 'the schema accepts a broken log');

// GitHub's rules: every finding of multitool counts, also a warning or a note.
function multitool(inputs, output) {
  const r = run(tools.multitool, ['validate', ...inputs, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', '--output', output, '--log', 'ForceOverwrite'], { cwd: folder });
  c.check(fs.existsSync(output), `multitool wrote nothing: ${r.out}${r.err}`);
  const log = JSON.parse(fs.readFileSync(output, 'utf8').replace(/^\uFEFF/, '')).runs[0];
  const scanned = Number(/(\d+) files? scanned/.exec(r.out)?.[1] ?? log.artifacts?.length ?? 0);
  const noticed = (log.invocations ?? []).flatMap((i) => [...(i.toolExecutionNotifications ?? []), ...(i.toolConfigurationNotifications ?? [])]);
  return { found: [...(log.results ?? []), ...noticed.filter((n) => n.level === 'error')], scanned };
}
const said = multitool(logs.map(({ name }) => `${name}.sarif`), path.join(folder, 'said.json'));
c.equal(said.scanned, logs.length, 'logs that multitool read');
for (const f of said.found) {
  const at = f.locations?.[0]?.physicalLocation;
  c.check(false, `multitool ${f.ruleId ?? f.descriptor?.id} ${f.level ?? 'warning'} ${at?.artifactLocation?.uri ?? ''}:${at?.region?.startLine ?? ''} ${f.message?.text ?? JSON.stringify(f.message)}`);
}
const worse = JSON.parse(logs[0].text);
worse.runs[0].tool.driver.name = '';
fs.writeFileSync(path.join(folder, 'worse.sarif'), JSON.stringify(worse));
c.check(multitool(['worse.sarif'], path.join(folder, 'worse.json')).found.length > 0, 'multitool accepts a broken log');

// The line hash, as multitool computes it: for every result of every log, and for every line of texts made to be difficult.
function recomputed(log, base) {
  const file = path.join(folder, 'rewrite.sarif'), out = path.join(folder, 'rewritten.sarif');
  fs.writeFileSync(file, JSON.stringify(log));
  const r = run(tools.multitool, ['rewrite', file, '--insert', 'RollingHashPartialFingerprints', '--uriBaseIds', `%SRCROOT%=${pathToFileURL(base).href}/`, '--output', out, '--log', 'ForceOverwrite'], { cwd: folder });
  c.check(r.code === 0, `multitool rewrite: ${r.out}${r.err}`);
  return JSON.parse(fs.readFileSync(out, 'utf8').replace(/^\uFEFF/, '')).runs[0].results.map((x) => x.partialFingerprints?.primaryLocationLineHash);
}
for (const name of ['all', 'odd']) {
  const { text, root: base } = logs.find((l) => l.name === name);
  const log = JSON.parse(text);
  const ours = log.runs[0].results.map((r) => r.partialFingerprints.primaryLocationLineHash);
  for (const r of log.runs[0].results) delete r.partialFingerprints;
  const theirs = recomputed(log, base);
  c.check(ours.length > 0, `no results in ${name}`);
  ours.forEach((hash, i) => c.equal(hash, theirs[i], `${name}, result ${i}: line hash`));
}

const long = 'abcdefghij'.repeat(30);
const difficult = {
  'empty lines': 'a\n\n\n\nb\n\n',
  'no end of line': 'one\ntwo',
  'windows': 'one\r\ntwo\r\n\r\nthree\r\n',
  'old mac': 'one\rtwo\r\rthree',
  'blanks and tabs': '  a\t b\n\ta b\n   \nab\n',
  'letters': 'é\n漢字\n😀😀\nnaïve é漢😀 end\n',
  'repeated': `${long}\n`.repeat(5),
  'blocks': 'x = 1;\n'.repeat(60),
  'long': `${long}\n${long}x\nend\n`,
  'mark': '\uFEFFfirst\nsecond\n',
};
let seed = 7;
const random = (n) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
for (let i = 0; i < 20; ++i) {
  let text = '';
  for (let n = random(700); n > 0; --n) text += ['a', 'b', ' ', '\t', '\n', '\r\n', 'é', '漢', '😀', '}', 'c'][random(11)];
  difficult[`random ${i}`] = text;
}
const texts = path.join(folder, 'texts');
fs.mkdirSync(texts);
let disagreed = [];
Object.entries(difficult).forEach(([name, text], i) => {
  const file = path.join(texts, `${i}.txt`);
  fs.writeFileSync(file, text);
  const ours = run(hashes, [file]).out.split('\n').filter(Boolean);
  c.equal(ours, lineHashes(text), `${name}: our hashes and the definition`);
  difficult[name] = { file: `${i}.txt`, ours };
});
const probes = Object.values(difficult).flatMap(({ file, ours }) => ours.map((hash, i) => ({ file, line: i + 1, hash })));
const probe = {
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0',
  runs: [{ tool: { driver: { name: 'probe' } }, results: probes.map(({ file, line }) => ({ ruleId: 'x', message: { text: 'x' }, locations: [{ physicalLocation: { artifactLocation: { uri: file, uriBaseId: '%SRCROOT%' }, region: { startLine: line } } }] })) }],
};
const theirs = recomputed(probe, texts);
// GitHub reads a byte order mark as a unit of the first line, multitool drops it: there the definition alone counts.
probes.forEach(({ file, line, hash }, i) => {
  if (file === difficult.mark.file && line === 1) return;
  if (theirs[i] !== hash) disagreed.push(`${Object.keys(difficult)[Number(file.split('.')[0])]} line ${line}: ours ${hash}, multitool ${theirs[i]}`);
});
c.check(disagreed.length === 0, `line hashes of difficult texts (${probes.length} lines): ${disagreed.slice(0, 8).join('; ')}`);

c.finish();
