#!/usr/bin/env python3
"""terminal.py PROGRAM FIXTURES: what the program does on a terminal (a pseudo-terminal of the wanted width): colour, width, progress."""
import fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios, time

program, fixtures = sys.argv[1:3]
failed = []


def run(args, out_terminal=True, error_terminal=False, columns=100, env=None, pause=False):
    """(what reached the terminal, standard output, standard error), the latter two where they are no terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))
    clean = {k: v for k, v in os.environ.items() if k not in ('NO_COLOR', 'FORCE_COLOR', 'TERM')}
    clean.update({'TERM': 'xterm-256color', **(env or {})})
    child = subprocess.Popen([program, *args], cwd=fixtures, env=clean, stdin=subprocess.DEVNULL,
                             stdout=theirs if out_terminal else subprocess.PIPE,
                             stderr=theirs if error_terminal else subprocess.PIPE)
    os.close(theirs)
    if pause:  # a run that lasts over a second, whatever the machine
        time.sleep(0.05)
        child.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        child.send_signal(signal.SIGCONT)
    seen = {ours: b''}
    pipes = {p.fileno(): p for p in (child.stdout, child.stderr) if p}
    seen.update({fd: b'' for fd in pipes})
    left = set(seen)
    deadline = time.time() + 120
    while left and time.time() < deadline:
        for fd in select.select(list(left), [], [], 1)[0]:
            try:
                part = os.read(fd, 65536)
            except OSError:  # the other side of the terminal is closed
                part = b''
            seen[fd] += part
            if not part:
                left.discard(fd)
    child.wait()
    text = lambda pipe: seen[pipe.fileno()].decode() if pipe else ''
    result = seen[ours].decode().replace('\r\n', '\n'), text(child.stdout), text(child.stderr)
    os.close(ours)
    for p in pipes.values():
        p.close()
    return result


def check(good, what):
    if not good:
        failed.append(what)


coloured = lambda text: '\x1b[1;33mwarning' in text
app = ['check', 'forge-queue/app']

# Colour: the option, then NO_COLOR, then FORCE_COLOR, then the terminal.
cases = [  # arguments, environment, on a terminal?, colour?
    ([], {}, True, True),
    ([], {}, False, False),
    ([], {'NO_COLOR': '1'}, True, False),
    ([], {'NO_COLOR': ''}, True, True),
    ([], {'TERM': 'dumb'}, True, False),
    ([], {'FORCE_COLOR': '1'}, False, True),
    ([], {'FORCE_COLOR': '0'}, True, False),
    ([], {'FORCE_COLOR': '1', 'TERM': 'dumb'}, False, True),
    ([], {'FORCE_COLOR': '1', 'NO_COLOR': '1'}, True, False),
    (['--color', 'always'], {'NO_COLOR': '1'}, False, True),
    (['--color', 'never'], {'FORCE_COLOR': '1'}, True, False),
]
for args, env, terminal, colour in cases:
    shown, piped, _ = run(app + args, out_terminal=terminal, env=env)
    check(coloured(shown + piped) == colour, f'{args} {env} terminal={terminal}: colour should be {colour}')
    check(('\x1b[' in shown + piped) == colour, f'{args} {env}: escape sequences')

# Width: prose and frames stay inside; the table gives up columns from the right.
strip = lambda text: re.sub(r'\x1b\[[0-9;]*m', '', text)
for columns in (60, 80, 120):
    lines = strip(run(app, columns=columns)[0]).split('\n')
    wide = [l for l in lines if len(l) > columns and not re.search(r'-->|\(forge\):|fix --diff|see: |way: |→ ', l)]
    check(not wide, f'wider than {columns}: {wide}')
check('because of' in strip(run(app, columns=100)[0]), 'the table is whole at 100 columns')
check('because of' not in strip(run(app, columns=60)[0]) and 'over-requested' in strip(run(app, columns=60)[0]), 'the table fits in 60 columns')
check(strip(run(app, columns=300)[0]).count('\n') > 10, 'a very wide terminal')

# Progress: over a second, on a terminal, on standard error, gone at the end; and the result is the same.
shown, out, _ = run(['check', '.', '--no-config'], out_terminal=False, error_terminal=True, columns=70, pause=True)
marks = [p for p in shown.split('\r\x1b[K') if p]
check(any(re.match(r'[|/\\-] \d+ s · \d+ of \d+ · \S+: ', m) for m in marks), f'progress: {shown[:200]!r}')
check(all(len(m) < 70 for m in marks), f'progress is wider than the terminal: {[m for m in marks if len(m) >= 70]}')
check(shown.endswith('\r\x1b[K'), f'progress stays: {shown[-80:]!r}')
plain = subprocess.run([program, 'check', '.', '--no-config'], cwd=fixtures, capture_output=True, text=True, env={**os.environ, 'NO_COLOR': '1', 'FORCE_COLOR': ''})
check(out == plain.stdout, 'progress changes the result')
check(plain.stderr == '', f'standard error without a terminal: {plain.stderr[:200]}')
for quiet in (['-q'], ['--format', 'json', '-q']):
    shown, _, _ = run(['check', '.', '--no-config', *quiet], out_terminal=False, error_terminal=True, pause=True)
    check(shown == '', f'{quiet} is not quiet: {shown[:100]!r}')
_, _, err = run(['check', '.', '--no-config'], out_terminal=True, error_terminal=False, pause=True)
check(err == '', f'progress without a terminal: {err[:100]!r}')

for what in failed:
    print('-', what)
print(f'{len(failed)} failed')
sys.exit(1 if failed else 0)
