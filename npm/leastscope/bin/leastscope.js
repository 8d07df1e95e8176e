#!/usr/bin/env node
// Starts the program of the platform's package and passes everything on: arguments, terminal, exit code, signals.
'use strict';
const { spawn } = require('child_process');
const path = require('path');

const platforms = require('../package.json').platforms;
const here = `${process.platform}-${process.arch}`;

function fail(text) {
  process.stderr.write(`leastscope: ${text}\n`);
  process.exit(2);
}

function musl() {
  const report = process.report && process.report.getReport();
  return process.platform === 'linux' && report && !report.header.glibcVersionRuntime;
}

function program() {
  if (process.env.LEASTSCOPE_BINARY) return process.env.LEASTSCOPE_BINARY;
  const known = platforms[here];
  if (!known) fail(`there is no program for ${here} yet. There is one for: ${Object.keys(platforms).join(', ')}. Build it from source and name it in LEASTSCOPE_BINARY.`);
  try {
    return path.join(path.dirname(require.resolve(`${known}/package.json`)), 'bin', 'leastscope');
  } catch (error) {
    return fail(musl()
      ? 'the program needs glibc, which this system does not have. Use an image with glibc, or build it from source and name it in LEASTSCOPE_BINARY.'
      : `the package ${known} is not installed. Install again without --no-optional and --omit=optional.`);
  }
}

const child = spawn(program(), process.argv.slice(2), { stdio: 'inherit' });
child.on('error', (error) => fail(`${child.spawnfile} cannot be started: ${error.message}.`));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (!signal) process.exit(code);
  for (const s of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(s);
  process.kill(process.pid, signal);
});
