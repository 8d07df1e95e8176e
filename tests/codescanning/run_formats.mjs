// The formats for CI servers over all fixtures and the odd repository: annotations, Markdown, JUnit.
import fs from 'node:fs';
import path from 'node:path';
import { Complaints, options, run } from '../support/tools.mjs';
import { linesOf } from './list.mjs';
import { oddRepository } from './logs.mjs';

const { program, source } = options();
const c = new Complaints();

for (const [folder, args] of [[source, ['fixtures/apps', '--no-config']], [oddRepository(), ['.']]]) {
  const of = (format) => run(program, ['check', ...args, '--format', format], { cwd: folder }).out;
  const report = JSON.parse(of('json'));
  const findings = report.apps.flatMap((a) => a.findings);
  const count = (level) => findings.filter((f) => f.level === level).length;

  // Annotations: one command a line; every place is in the repository.
  const commands = of('github').trimEnd().split('\n').map((line) => /^::(error|warning|notice)( [^:]*?)?::(.+)$/.exec(line) ?? line);
  for (const m of commands) if (!c.check(Array.isArray(m), `no command: ${m}`)) continue;
  const parsed = commands.filter(Array.isArray).map((m) => ({ kind: m[1], text: m[3], ...Object.fromEntries((m[2] ?? '').trim().split(',').filter(Boolean).map((p) => [p.slice(0, p.indexOf('=')), decodeURIComponent(p.slice(p.indexOf('=') + 1).replace(/%(?![0-9A-F]{2})/g, '%25'))])) }));
  for (const p of parsed) {
    if (!p.file) continue;
    const file = path.join(folder, p.file);
    if (!c.check(fs.existsSync(file), `annotation: no file ${p.file}`) || !p.line) continue;
    const line = linesOf(fs.readFileSync(file, 'utf8'))[p.line - 1];
    c.check(line !== undefined && p.col >= 1 && p.col <= line.length + 1, `annotation: ${p.file}:${p.line}:${p.col} is outside`);
    if (p.endColumn) c.check(Number(p.endColumn) > Number(p.col) && p.endColumn <= line.length + 1, `annotation: ${p.file}:${p.line} ends at ${p.endColumn}`);
  }
  const problems = report.problems.length + report.apps.reduce((n, a) => n + a.problems.length, 0);
  c.equal(parsed.length, findings.filter((f) => f.level !== 'off').length + problems, 'annotations');
  c.equal(parsed.filter((p) => p.kind === 'notice').length, count('note'), 'notices');

  // JUnit: a document that a parser takes, whose numbers are right.
  const junit = run('python3', ['-c', `
import sys, json, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps([[s.get('name'), int(s.get('tests')), int(s.get('failures') or 0), int(s.get('errors') or 0), len(s.findall('testcase')), len(s.findall('testcase/failure')), len(s.findall('testcase/error'))] for s in root.findall('testsuite')]))`], { input: of('junit') });
  if (c.equal(junit.code, 0, `JUnit: ${junit.err}`)) {
    const suites = JSON.parse(junit.out);
    for (const [name, tests, failures, errors, cases, failed, broken] of suites) c.equal([tests, failures, errors], [cases, failed, broken], `JUnit: ${name}`);
    c.equal(suites.reduce((n, s) => n + s[2], 0), count('error') + count('warning'), 'JUnit: failures');
    c.equal(suites.reduce((n, s) => n + s[3], 0), problems, 'JUnit: errors');
  }

  // Markdown: tables whose rows have the columns of their head; every app has its heading.
  const markdown = of('markdown');
  let columns = 0;
  for (const line of markdown.split('\n')) {
    const cells = line.startsWith('|') ? line.split(/(?<!\\)\|/).length : 0;
    if (cells && columns) c.equal(cells, columns, `Markdown: ${line}`);
    columns = cells;
  }
  c.equal(markdown.split('\n').filter((line) => line.startsWith('### ')).length, report.apps.length, 'Markdown: headings');
  c.check(markdown.includes(`## leastscope: ${count('error')} error`), 'Markdown: totals');
  c.check(!/<(?!!-- leastscope -->|\/?details>|\/?summary>)/.test(markdown.replace(/`[^`\n]*`/g, '')), 'Markdown: HTML from an app');
}
c.finish();
