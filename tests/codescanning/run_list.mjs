// Every line of list.mjs over the log of every fixture, one by one and all in one log, and over the odd repository.
import { Complaints, options, run } from '../support/tools.mjs';
import { blindChecks, complaints, regionText } from './list.mjs';
import { fixtureLogs, oddRepository, sarif } from './logs.mjs';

const { program, source } = options();
const c = new Complaints();

const logs = fixtureLogs(program, source);
c.check(logs.length > 50, `only ${logs.length} fixtures`);
const ruleLists = new Set();
let results = 0, flows = 0, fixes = 0, related = 0, notices = 0;
for (const { name, root, text } of logs) {
  const log = JSON.parse(text);
  for (const what of complaints(log, root)) c.check(false, `${name}: ${what}`);
  ruleLists.add(JSON.stringify(log.runs[0].tool.driver.rules));
  for (const r of log.runs[0].results) {
    c.check(true);
    ++results;
    flows += r.codeFlows ? 1 : 0;
    fixes += r.fixes ? 1 : 0;
    related += r.relatedLocations ? 1 : 0;
  }
  notices += (log.runs[0].invocations[0].toolExecutionNotifications ?? []).length;
}
c.check(flows > 0 && fixes > 0 && related > 0 && notices > 0, `fixtures hold too little: ${results} results, ${flows} flows, ${fixes} fixes, ${related} related, ${notices} notifications`);

// All rules, whatever was found, in the order of `leastscope rules`.
c.equal(ruleLists.size, 1, 'the list of rules differs between logs');
const known = run(program, ['rules']).out.trim().split('\n').map((line) => line.split(' ')[0]);
c.equal(JSON.parse([...ruleLists][0]).map((r) => r.id), known, 'rules of the log');

// All in one log, which is also what the checks themselves are tried on.
const all = JSON.parse(sarif(program, source, ['fixtures/apps', '--no-config']));
for (const what of complaints(all, source)) c.check(false, `all fixtures: ${what}`);
for (const what of blindChecks(all, source)) c.check(false, `a spoilt log is not noticed: ${what}`);

// The odd repository.
const root = oddRepository();
const odd = JSON.parse(sarif(program, root, ['.']));
for (const what of complaints(odd, root)) c.check(false, `odd repository: ${what}`);
const run0 = odd.runs[0];
const uris = new Set(run0.results.map((r) => r.locations[0].physicalLocation.artifactLocation.uri));
c.check(uris.has('apps/%C3%BCber%20%231/manifest.yml'), `uris: ${[...uris].join(' ')}`);
c.check(uris.has('apps/%C3%BCber%20%231/src/%E6%BC%A2%20%F0%9F%98%80.js'), `uris: ${[...uris].join(' ')}`);
const missing = run0.results.find((r) => r.ruleId === 'missing-scope');
c.equal(missing && regionText(root, missing.locations[0].physicalLocation), 'requestConfluence', 'place behind é, 漢 and 😀');
const line = run0.results.filter((r) => r.locations[0].physicalLocation.artifactLocation.uri.endsWith('manifest.yml') && /'manage:jira-configuration'.*'manage:jira-project'/.test(r.message.text));
c.equal(line.length, 1, 'two scopes on one line are one result');
const step = missing?.codeFlows?.[0].threadFlows[0].locations.map((l) => regionText(root, l.location.physicalLocation)) ?? [];
c.equal(step.at(-1), 'requestConfluence', `steps: ${step.join(', ')}`);
const ids = (run0.invocations[0].toolExecutionNotifications ?? []).map((n) => n.descriptor.id);
c.check(ids.includes('unresolved-call'), `notifications: ${ids.join(', ')}`);
c.check(ids.some((id) => /^bad-|^unreadable/.test(id)), `notifications: ${ids.join(', ')}`);
c.check(run0.results.every((r) => !r.suppressions), 'accepted findings are left out');

// From elsewhere, by another path, with several paths: the same places.
const inside = JSON.parse(sarif(program, `${root}/apps`, ['über #1', 'accepted', 'broken']));
const places = (log) => log.runs[0].results.map((r) => JSON.stringify([r.ruleId, r.locations, r.relatedLocations, r.codeFlows, r.partialFingerprints.primaryLocationLineHash])).sort();
c.check(JSON.stringify(places(inside)) === JSON.stringify(places(odd)), 'several paths from inside give other places');
const absolute = JSON.parse(sarif(program, '/', [`${root}/apps`]));
c.check(JSON.stringify(places(absolute)) === JSON.stringify(places(odd)), 'an absolute path from elsewhere gives other places');
c.check(!JSON.stringify(absolute).includes(root), 'an absolute path shows up in the log');

// Asked for: accepted findings as suppressed results; a category.
const accepted = JSON.parse(sarif(program, root, ['apps/accepted', '--accepted']));
const suppressed = accepted.runs[0].results.filter((r) => r.suppressions);
c.equal(suppressed.map((r) => [r.suppressions[0].kind, r.suppressions[0].status, r.suppressions[0].justification]), [['inSource', 'accepted', 'used from the next release on']], 'suppressions');
const category = JSON.parse(sarif(program, root, ['apps/accepted', '--category', 'weekly/forge']));
c.equal(category.runs[0].automationDetails, { id: 'weekly/forge' }, 'category');

c.finish();
