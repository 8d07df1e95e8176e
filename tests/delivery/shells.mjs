// Completions and the manual page: they know every command and option of the help, and shells and groff take them.
import fs from 'node:fs';
import path from 'node:path';
import { Complaints, options, run, scratch } from '../support/tools.mjs';

const { program } = options();
const c = new Complaints();
const folder = scratch();
const there = (shell) => run('sh', ['-c', `command -v ${shell}`]).code === 0;

const help = run(program, ['--help']).out;
const commands = [...help.slice(help.indexOf('Subcommands:')).matchAll(/^ {2}([a-z]+) {2,}/gm)].map((m) => m[1]);
c.check(commands.length > 8 && commands.includes('check'), `commands: ${commands.join(' ')}`);
const known = Object.fromEntries(commands.map((name) => [name, [...run(program, [name, '--help']).out.matchAll(/^ +(?:-[a-z],)?(--[a-z-]+)/gm)].map((m) => m[1])]));

const scripts = {};
for (const shell of ['bash', 'zsh', 'fish']) {
  const r = run(program, ['completions', shell]);
  c.equal(r.code, 0, `completions ${shell}: ${r.err}`);
  scripts[shell] = path.join(folder, shell);
  fs.writeFileSync(scripts[shell], r.out);
  for (const name of commands) c.check(new RegExp(`\\b${name}\\b`).test(r.out), `${shell} does not know ${name}`);
  for (const option of new Set(Object.values(known).flat())) c.check(r.out.includes(shell === 'fish' ? `-l ${option.slice(2)} ` : option), `${shell} does not know ${option}`);
  if (there(shell)) c.equal(run(shell, ['-n', scripts[shell]]).err, '', `${shell} -n`);
  else console.log(`${shell} is not here: its script is not read by it`);
}

// bash, really completing.
fs.mkdirSync(path.join(folder, 'work/a folder'), { recursive: true });
const complete = (...words) => {
  const script = `source '${scripts.bash}'; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _leastscope; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run('bash', ['-c', script, 'bash', 'leastscope', ...words], { cwd: path.join(folder, 'work') }).out.split('\n').filter(Boolean);
};
c.equal(complete('su'), ['suggest'], 'su');
for (const name of commands) {
  c.equal(complete(name, '--').filter((o) => o !== '--help').sort(), known[name].filter((o) => o !== '--help').sort(), `options of ${name}`);
}
c.equal(complete('--fail'), ['--fail-on'], 'options without a command are those of check');
c.equal(complete('check', '--format', ''), ['text', 'json', 'sarif', 'github', 'markdown', 'junit'], 'values');
c.equal(complete('diff', '--fail-on', 'e'), ['escalation'], 'values differ by command');
c.equal(complete('completions', ''), ['bash', 'zsh', 'fish'], 'words');
c.equal(complete('fix', 'a'), ['a folder'], 'a blank in a name');
if (there('shellcheck')) c.equal(run('shellcheck', ['-s', 'bash', scripts.bash]).out, '', 'shellcheck');

// fish and zsh, where they are.
if (there('fish')) {
  const ask = (line) => run('fish', ['-c', `source '${scripts.fish}'; complete -C '${line}'`], { cwd: path.join(folder, 'work'), env: { HOME: folder } }).out.split('\n').map((l) => l.split('\t')[0]).filter(Boolean);
  c.check(ask('leastscope su').includes('suggest'), 'fish: su');
  c.equal(ask('leastscope check --format ').sort(), ['github', 'json', 'junit', 'markdown', 'sarif', 'text'], 'fish: values');
  c.check(ask('leastscope fix --d').includes('--diff') && !ask('leastscope suggest --d').includes('--diff'), 'fish: options by command');
  c.check(ask('leastscope --fail').includes('--fail-on'), 'fish: without a command');
}

const manual = run(program, ['man']);
c.equal(manual.code, 0, 'man');
for (const name of commands) c.check(manual.out.includes(`\\fB${name}\\fR`), `the manual does not know ${name}`);
for (const option of new Set(Object.values(known).flat())) c.check(manual.out.includes(`\\fB${option.replaceAll('-', '\\-')}\\fR`), `the manual does not know ${option}`);
if (there('groff')) {
  const page = run('groff', ['-man', '-ww', '-Tutf8'], { input: manual.out });
  c.equal([page.code, page.err], [0, ''], 'groff');
}
c.finish();
