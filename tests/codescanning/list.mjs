// What GitHub's code scanning wants of a log, line by line. Every line has a check and a way to spoil a good log, so that a
// check that cannot fail is itself a failure.
import fs from 'node:fs';
import path from 'node:path';

/** GitHub's line hash, from its definition: a polynomial of 100 UTF-16 units without spaces and tabs, base 37, 64 bit. */
export function lineHashes(text) {
  const units = [], starts = [];
  let atStart = true, afterReturn = false;
  const add = (u) => {
    if (atStart) starts.push(units.length);
    atStart = u === 10;
    units.push(u);
  };
  for (let i = 0; i < text.length; ++i) {
    let u = text.charCodeAt(i);
    const skipped = u === 32 || u === 9 || (afterReturn && u === 10);
    afterReturn = u === 13;
    if (skipped) continue;
    add(u === 13 ? 10 : u);
  }
  add(65535);
  const seen = new Map();
  return starts.map((start) => {
    let hash = 0n;
    for (let i = 0; i < 100; ++i) hash = BigInt.asUintN(64, hash * 37n + BigInt(units[start + i] ?? 0));
    const value = hash.toString(16);
    seen.set(value, (seen.get(value) ?? 0) + 1);
    return `${value}:${seen.get(value)}`;
  });
}

const texts = new Map();
function textOf(root, uri) {
  const file = path.join(root, decodeURIComponent(uri));
  if (!texts.has(file)) texts.set(file, fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined);
  return texts.get(file);
}
const hashes = new Map();
function hashOf(root, uri, line) {
  const file = path.join(root, decodeURIComponent(uri));
  if (!hashes.has(file)) hashes.set(file, lineHashes(textOf(root, uri)));
  return hashes.get(file)[line - 1];
}

export const linesOf = (text) => text.split(/\r\n|\n|\r/);
const sorted = (list) => JSON.stringify(list) === JSON.stringify([...list].sort());
const run = (log) => log.runs[0];
const driver = (log) => run(log).tool.driver;
const results = (log) => run(log).results;
const locationsOf = (r) => [...r.locations, ...(r.relatedLocations ?? []), ...(r.codeFlows ?? []).flatMap((f) => f.threadFlows.flatMap((t) => t.locations.map((l) => l.location)))];
const everyLocation = (log) => results(log).flatMap(locationsOf).map((l) => l.physicalLocation);
const pascal = /^([A-Z][a-z0-9]*)+$/;

/** The texts that a region cuts out of its file, in UTF-16 units as JavaScript counts them. */
export function regionText(root, place) {
  const text = textOf(root, place.artifactLocation.uri);
  if (text === undefined) return undefined;
  const lines = linesOf(text);
  const { startLine, startColumn, endLine, endColumn } = place.region;
  if (startLine > lines.length || endLine > lines.length) return undefined;
  if (startLine === endLine) return lines[startLine - 1].slice(startColumn - 1, endColumn - 1);
  return [lines[startLine - 1].slice(startColumn - 1), ...lines.slice(startLine, endLine - 1), lines[endLine - 1].slice(0, endColumn - 1)].join('\n');
}

// [what, is it so?, how to break it]; `first` picks a result for spoiling. `want` says what a log must hold for the spoiling.
const first = (log) => results(log)[0];
export const list = [
  ['one run', (log) => log.runs.length === 1, (log) => log.runs.push(log.runs[0])],
  ['$schema', (log) => /sarif-2\.1\.0\.json$/.test(log.$schema), (log) => delete log.$schema],
  ['version', (log) => log.version === '2.1.0', (log) => (log.version = '2.0.0')],
  ['the tool: name, version, home', (log) => ['name', 'version', 'semanticVersion', 'informationUri'].every((k) => driver(log)[k]), (log) => delete driver(log).informationUri],
  ['rule ids are kebab-case and unique', (log) => driver(log).rules.every((r) => /^[a-z]+(-[a-z]+)*$/.test(r.id)) && new Set(driver(log).rules.map((r) => r.id)).size === driver(log).rules.length, (log) => (driver(log).rules[0].id = 'NotKebab')],
  ['rule names are PascalCase and differ from the id', (log) => driver(log).rules.every((r) => pascal.test(r.name) && r.name !== r.id), (log) => (driver(log).rules[1].name = driver(log).rules[1].id)],
  ['rules have short, full and help text', (log) => driver(log).rules.every((r) => r.shortDescription.text && r.fullDescription.text && r.help.text), (log) => (driver(log).rules[0].help.text = '')],
  ['rules have help in Markdown', (log) => driver(log).rules.every((r) => /^# /m.test(r.help.markdown ?? '')), (log) => delete driver(log).rules[0].help.markdown],
  ['rules have a level or are off', (log) => driver(log).rules.every((r) => ['note', 'warning', 'error'].includes(r.defaultConfiguration.level) || r.defaultConfiguration.enabled === false), (log) => (driver(log).rules[0].defaultConfiguration = {})],
  ['rules have a precision', (log) => driver(log).rules.every((r) => ['very-high', 'high', 'medium', 'low'].includes(r.properties.precision)), (log) => (driver(log).rules[0].properties.precision = 'good')],
  ['security-severity is a number in a string', (log) => driver(log).rules.every((r) => typeof r.properties['security-severity'] === 'string' && Number(r.properties['security-severity']) > 0 && Number(r.properties['security-severity']) <= 10), (log) => (driver(log).rules[0].properties['security-severity'] = 5)],
  ['at most ten tags, security among them', (log) => driver(log).rules.every((r) => r.properties.tags.length <= 10 && r.properties.tags.includes('security')), (log) => (driver(log).rules[0].properties.tags = ['scopes'])],
  ['ruleId and ruleIndex agree', (log) => results(log).every((r) => driver(log).rules[r.ruleIndex]?.id === r.ruleId), (log) => ++first(log).ruleIndex],
  ['results have a level', (log) => results(log).every((r) => ['note', 'warning', 'error'].includes(r.level)), (log) => delete first(log).level],
  ['the first sentence stands alone', (log) => results(log).every((r) => /^['A-Z][^.]{10,}.*?\.( |$)/s.test(r.message.text) && !/^(It|This|That|They|There)\b/.test(r.message.text)), (log) => (first(log).message.text = 'It is not needed.')],
  ['exactly one location', (log) => results(log).every((r) => r.locations.length === 1), (log) => first(log).locations.push(first(log).locations[0])],
  ['all four region numbers', (log) => everyLocation(log).every((p) => ['startLine', 'startColumn', 'endLine', 'endColumn'].every((k) => Number.isInteger(p.region[k]) && p.region[k] >= 1)), (log) => delete first(log).locations[0].physicalLocation.region.endColumn],
  ['regions are not empty', (log) => everyLocation(log).every(({ region: r }) => r.endLine > r.startLine || (r.endLine === r.startLine && r.endColumn > r.startColumn)), (log) => (first(log).locations[0].physicalLocation.region.endColumn = first(log).locations[0].physicalLocation.region.startColumn)],
  ['columns in UTF-16 units', (log) => run(log).columnKind === 'utf16CodeUnits', (log) => delete run(log).columnKind],
  ['uris are relative and percent-encoded', (log) => everyLocation(log).every((p) => /^([A-Za-z0-9._~/-]|%[0-9A-F]{2})+$/.test(p.artifactLocation.uri) && !/^\/|(^|\/)\.\.?(\/|$)/.test(p.artifactLocation.uri)), (log) => (first(log).locations[0].physicalLocation.artifactLocation.uri = '/a b.js')],
  ['uris start at the repository: the files are there', (log, root) => everyLocation(log).every((p) => textOf(root, p.artifactLocation.uri) !== undefined), (log) => (first(log).locations[0].physicalLocation.artifactLocation.uri = 'no/such.js')],
  ['uriBaseId', (log) => everyLocation(log).every((p) => p.artifactLocation.uriBaseId === '%SRCROOT%') && '%SRCROOT%' in run(log).originalUriBaseIds && !run(log).originalUriBaseIds['%SRCROOT%'].uri, (log) => delete first(log).locations[0].physicalLocation.artifactLocation.uriBaseId],
  ['snippets are the lines of the region', (log, root) => everyLocation(log).every((p) => {
    const lines = linesOf(textOf(root, p.artifactLocation.uri)).slice(p.region.startLine - 1, p.region.endLine).slice(0, 20).join('\n');
    return (p.region.snippet?.text ?? '') === lines;
  }), (log) => (first(log).locations[0].physicalLocation.region.snippet = { text: 'else' })],
  ['regions lie inside their lines', (log, root) => everyLocation(log).every((p) => {
    const lines = linesOf(textOf(root, p.artifactLocation.uri));
    const { startLine, startColumn, endLine, endColumn } = p.region;
    return startColumn <= lines[startLine - 1].length + 1 && endColumn <= Math.max(lines[endLine - 1].length, 1) + 1;
  }), (log) => (first(log).locations[0].physicalLocation.region.endColumn = 9999)],
  ['related locations are numbered from 1', (log) => results(log).every((r) => (r.relatedLocations ?? []).every((l, i) => l.id === i + 1 && l.message.text)), (log) => (results(log).find((r) => r.relatedLocations).relatedLocations[0].id = 7)],
  ['related locations are linked from the message', (log) => results(log).every((r) => (r.relatedLocations ?? []).every((l) => r.message.text.includes(`](${l.id})`))), (log) => (results(log).find((r) => r.relatedLocations).message.text = 'Nothing is linked here.')],
  ['links lead to related locations', (log) => results(log).every((r) => [...r.message.text.matchAll(/\]\((\d+)\)/g)].every((m) => (r.relatedLocations ?? []).some((l) => l.id === Number(m[1])))), (log) => (first(log).message.text += ' See [x](99).')],
  ['code flows lead from the entry point to the call', (log) => results(log).every((r) => (r.codeFlows ?? []).every((f) => f.threadFlows.length === 1 && f.threadFlows[0].locations.length > 1 && f.threadFlows[0].locations.every((l) => l.location.message.text))), (log) => results(log).find((r) => r.codeFlows).codeFlows[0].threadFlows[0].locations.splice(1)],
  ['the flow of a missing scope leads over its place', (log) => results(log).filter((r) => r.ruleId === 'missing-scope' && r.codeFlows).every((r) => {
    const at = r.locations[0].physicalLocation;
    return r.codeFlows[0].threadFlows[0].locations.some(({ location: { physicalLocation: step } }) =>
      step.artifactLocation.uri === at.artifactLocation.uri && step.region.startLine === at.region.startLine);
  }), (log) => (results(log).find((r) => r.ruleId === 'missing-scope' && r.codeFlows).locations[0].physicalLocation.region.startLine += 1)],
  ['fixes say what they do and where', (log) => results(log).every((r) => (r.fixes ?? []).every((f) => f.description.text && f.artifactChanges.length > 0 && f.artifactChanges.every((c) => c.artifactLocation.uriBaseId === '%SRCROOT%' && c.replacements.length > 0))), (log) => delete results(log).find((r) => r.fixes).fixes[0].description],
  ['replacements of one fix do not overlap', (log) => results(log).flatMap((r) => r.fixes ?? []).flatMap((f) => f.artifactChanges).every((c) => c.replacements.every((x, i) => i === 0 || before(c.replacements[i - 1].deletedRegion, x.deletedRegion))), (log) => { const c = results(log).find((r) => r.fixes).fixes[0].artifactChanges[0]; c.replacements.push(c.replacements[0]); }],
  ['primaryLocationLineHash is GitHub\'s', (log, root) => results(log).every((r) => {
    const p = r.locations[0].physicalLocation;
    return r.partialFingerprints.primaryLocationLineHash === hashOf(root, p.artifactLocation.uri, p.region.startLine);
  }), (log) => (first(log).partialFingerprints.primaryLocationLineHash = '0:1')],
  ['our own fingerprint, without line numbers', (log) => results(log).every((r) => r.partialFingerprints['scopeFinding/v1'] && !/:\d+:\d+/.test(r.partialFingerprints['scopeFinding/v1'])), (log) => delete first(log).partialFingerprints['scopeFinding/v1']],
  ['findings of one rule on one line are one result', (log) => {
    const keys = results(log).filter((r) => !r.suppressions).map((r) => `${r.ruleId} ${r.locations[0].physicalLocation.artifactLocation.uri} ${r.locations[0].physicalLocation.region.startLine}`);
    return new Set(keys).size === keys.length;
  }, (log) => results(log).push(first(log))],
  ['a missing scope stands at source code', (log) => results(log).filter((r) => r.ruleId === 'missing-scope' && r.codeFlows).every((r) => !/\.(ya?ml|json)$/.test(r.locations[0].physicalLocation.artifactLocation.uri)), (log) => (results(log).find((r) => r.ruleId === 'missing-scope' && r.codeFlows).locations[0].physicalLocation.artifactLocation.uri = 'manifest.yml')],
  ['an over-requested scope stands at its own line', (log, root) => results(log).filter((r) => r.ruleId === 'over-requested-scope').every((r) => r.message.text.includes(`'${(regionText(root, r.locations[0].physicalLocation) ?? '').replace(/^['"]|['"]:?$|:$/g, '')}'`)), (log) => (results(log).find((r) => r.ruleId === 'over-requested-scope').locations[0].physicalLocation.region.startColumn += 1)],
  ['unresolved calls are notifications, never results', (log) => results(log).every((r) => r.ruleId !== 'unresolved-call'), (log) => (first(log).ruleId = 'unresolved-call')],
  ['notifications have a level, a text and a descriptor of their own', (log) => (run(log).invocations[0].toolExecutionNotifications ?? []).every((n) => ['note', 'warning', 'error'].includes(n.level) && n.message.text && driver(log).notifications[n.descriptor.index]?.id === n.descriptor.id), (log) => (run(log).invocations[0].toolExecutionNotifications ??= []).push({ level: 'note', message: { text: 'x' }, descriptor: { id: 'nothing' } })],
  ['no automationDetails unless asked for', (log) => !('automationDetails' in run(log)), (log) => (run(log).automationDetails = { id: 'x' })],
  ['no machine paths, times or ids', (log, root) => !JSON.stringify(log).includes(root) && !/file:\/\/|"guid"|TimeUtc|"machine"|"account"|workingDirectory|commandLine/.test(JSON.stringify(log)), (log) => (run(log).invocations[0].startTimeUtc = '2020-01-01T00:00:00Z')],
];

const before = (a, b) => a.endLine < b.startLine || (a.endLine === b.startLine && a.endColumn <= b.startColumn);

/** Complaints about a log whose uris start at `root`. */
export function complaints(log, root) {
  const out = [];
  for (const [what, good] of list) {
    let fine = false;
    try {
      fine = good(log, root);
    } catch (error) {
      out.push(`${what}: ${error.message}`);
      continue;
    }
    if (!fine) out.push(what);
  }
  return out;
}

/** Lines of the list whose check does not notice a spoilt log. */
export function blindChecks(log, root) {
  const out = [];
  for (const [what, good, spoil] of list) {
    const copy = structuredClone(log);
    spoil(copy);
    let fine = true;
    try {
      fine = good(copy, root);
    } catch {
      fine = false;
    }
    if (fine) out.push(what);
  }
  return out;
}
