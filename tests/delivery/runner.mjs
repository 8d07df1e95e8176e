// A small runner for composite actions: the expressions, conditions and files that ours uses, and nothing else. What it does
// not know makes it fail.
import fs from 'node:fs';
import path from 'node:path';
import { run, scratch } from '../support/tools.mjs';

/** The value of an expression: names with dots, strings, ==, !=, &&, || and always(). */
export function evaluate(text, context) {
  const tokens = [...text.matchAll(/\s*('(?:[^']|'')*'|==|!=|&&|\|\||!|\(|\)|[A-Za-z_][\w.-]*)/g)].map((m) => m[1]);
  if (tokens.join('').replace(/\s/g, '') !== text.replace(/\s/g, '')) throw new Error(`not understood: ${text}`);
  let i = 0;
  const primary = () => {
    const t = tokens[i++];
    if (t === '(') {
      const v = or();
      if (tokens[i++] !== ')') throw new Error(`no ) in ${text}`);
      return v;
    }
    if (t === '!') return !primary();
    if (t.startsWith("'")) return t.slice(1, -1).replaceAll("''", "'");
    if (t === 'always' && tokens[i] === '(') {
      i += 2;
      return true;
    }
    return t.split('.').reduce((v, key) => v?.[key], context) ?? '';
  };
  const equal = () => {
    let v = primary();
    while (tokens[i] === '==' || tokens[i] === '!=') v = (tokens[i++] === '==') === (String(v) === String(primary()));
    return v;
  };
  const and = () => {
    let v = equal();
    while (tokens[i] === '&&') { ++i; const w = equal(); v = v && w; }
    return v;
  };
  const or = () => {
    let v = and();
    while (tokens[i] === '||') { ++i; const w = and(); v = v || w; }
    return v;
  };
  const value = or();
  if (i !== tokens.length) throw new Error(`not understood: ${text}`);
  return value;
}

const filled = (text, context) => String(text).replace(/\$\{\{(.*?)\}\}/gs, (_, e) => String(evaluate(e.trim(), context)));

/** Runs the steps in `workspace`. Returns the log, the outputs, the summary, the steps that use other actions, and success. */
export function runAction(action, folder, workspace, { inputs = {}, github = {}, env = {} }) {
  const known = Object.keys(action.inputs);
  for (const name of Object.keys(inputs)) if (!known.includes(name)) throw new Error(`no input ${name}`);
  const files = scratch();
  const context = {
    inputs: Object.fromEntries(known.map((name) => [name, inputs[name] ?? action.inputs[name].default ?? ''])),
    github: { action_path: folder, repository: 'acme/app', action_repository: 'leastscope/leastscope', server_url: 'https://example.invalid', event_name: 'push', event: {}, ...github },
    runner: { os: 'Linux', arch: 'X64' },
    steps: {},
  };
  const result = { log: '', used: [], success: true, steps: context.steps, inputs: context.inputs };
  const summary = path.join(files, 'summary.md');
  fs.writeFileSync(summary, '');
  for (const step of action.runs.steps) {
    // Without a status function a step runs only while all went well.
    const condition = step.if ?? 'always()';
    const asks = /always\(\)/.test(step.if ?? '');
    if (!(asks || result.success) || !evaluate(condition, context)) continue;
    if (step.uses) {
      result.used.push({ uses: step.uses, with: Object.fromEntries(Object.entries(step.with ?? {}).map(([k, v]) => [k, filled(v, context)])) });
      continue;
    }
    if (step.shell !== 'bash') throw new Error(`shell ${step.shell}`);
    if (/\$\{\{/.test(step.run)) throw new Error(`an expression inside a script: ${step.run}`);
    const output = path.join(files, `output-${step.id ?? result.log.length}`);
    fs.writeFileSync(output, '');
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([k, v]) => [k, filled(v, context)]));
    const r = run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: workspace,
      env: { ...env, ...own, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: files },
    });
    result.log += r.out + r.err;
    const outputs = Object.fromEntries(fs.readFileSync(output, 'utf8').split('\n').filter(Boolean).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    if (step.id) context.steps[step.id] = { outputs };
    if (r.code !== 0) result.success = false;
  }
  result.summary = fs.readFileSync(summary, 'utf8');
  result.outputs = Object.fromEntries(Object.entries(action.outputs).map(([name, o]) => [name, filled(o.value, context)]));
  return result;
}
