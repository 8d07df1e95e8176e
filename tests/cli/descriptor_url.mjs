// Descriptors by address, against servers of our own on the loopback: what is read, what is refused and in which words. The
// certificate is made here, because the standard library of Node signs but makes none. Everything ends by itself: each run
// of the program has a time limit, the servers end with this process.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { Complaints, options, run, scratch, write } from '../support/tools.mjs';

const { program } = options();
const c = new Complaints();
const folder = scratch();

const der = (tag, ...parts) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const size = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts) => der(0x30, ...parts);
const oid = (...bytes) => der(6, bytes);
const utcTime = (days) => der(0x17, new Date(Date.now() + days * 86400e3).toISOString().replace(/^..|[-:T]|\.\d+/g, ''));

/** A certificate for `localhost` that signs itself. */
function certificate() {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
  const name = sequence(der(0x31, sequence(oid(0x55, 4, 3), der(12, Buffer.from('leastscope test')))));
  const names = sequence(oid(0x55, 0x1d, 0x11), der(4, sequence(der(0x82, Buffer.from('localhost')))));
  const authority = sequence(oid(0x55, 0x1d, 0x13), der(1, [255]), der(4, sequence(der(1, [255]))));
  const body = sequence(
    der(0xa0, der(2, [2])), der(2, [1]), ecdsaSha256, name, sequence(utcTime(-1), utcTime(1)), name,
    publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(names, authority)));
  const whole = sequence(body, ecdsaSha256, der(3, [0], crypto.sign('sha256', body, privateKey)));
  const pem = `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
  return { cert: pem, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

const descriptor = JSON.stringify({
  key: 'by-address', name: 'By address', baseUrl: 'https://by-address.example.com', authentication: { type: 'jwt' },
  scopes: ['READ', 'WRITE', 'ADMIN', 'ACT_AS_USER'],
  modules: { webhooks: [{ event: 'jira:issue_created', url: '/hook' }] },
}, null, 2);

let plainAddress = '';
let slow = 0;
const big = 'x'.repeat(1 << 20);
const answers = {
  '/app/atlassian-connect.json': (r) => r.end(descriptor),
  '/app/': (r) => r.end(descriptor),
  '/unknown.json': (r) => r.end(descriptor.replace('READ', 'REED')),
  '/moved': (r) => r.writeHead(302, { location: '/app/atlassian-connect.json' }).end(),
  '/loop': (r) => r.writeHead(302, { location: '/loop' }).end(),
  '/down': (r) => r.writeHead(301, { location: `${plainAddress}/app/atlassian-connect.json` }).end(),
  '/file': (r) => r.writeHead(302, { location: 'file:///etc/hostname' }).end(),
  '/page': (r) => r.end('<!DOCTYPE html><title>Log in</title>'),
  '/broken.json': (r) => r.end('{"key": "x", "baseUrl": '),
  '/login': (r) => r.writeHead(401).end('{}'),
  '/sized.json': (r) => r.writeHead(200, { 'content-length': 5 << 20 }).end(big.repeat(5)),
  '/endless.json': (r) => { r.on('error', () => {}); const more = () => { if (!r.destroyed) r.write(big, more); }; more(); },
  '/slow.json': (r) => { ++slow; r.write('{'); },
};
const serve = (request, response) => {
  const answer = answers[request.url.split('?')[0]];
  if (answer) answer(response);
  else response.writeHead(404).end('no such page');
};
const listen = (server) => new Promise((done) => server.on('tlsClientError', () => {}).listen(0, '127.0.0.1', () => done(server.address().port)));
const identity = certificate();
const ports = { tls: await listen(https.createServer(identity, serve)), plain: await listen(http.createServer(serve)) };
const address = `https://localhost:${ports.tls}`;
plainAddress = `http://localhost:${ports.plain}`;
write(folder, { 'ca.pem': identity.cert, 'no-certificate.pem': 'hello\n', 'app/atlassian-connect.json': descriptor });
const trusted = ['--ca-file', path.join(folder, 'ca.pem')];

/** The program while the servers of this process answer. */
function leastscope(...args) {
  return new Promise((done) => {
    const child = spawn(program, args, { cwd: folder, env: { ...process.env, no_proxy: '*', NO_PROXY: '*' }, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { code: null, out: '', err: '' };
    const limit = setTimeout(() => child.kill('SIGKILL'), 60000);
    child.stdout.on('data', (part) => { out.out += part; });
    child.stderr.on('data', (part) => { out.err += part; });
    child.on('close', (code) => { clearTimeout(limit); done({ ...out, code }); });
  });
}

// What is read. A descriptor alone is judged by form and risk, and no scope is called removable.
for (const [name, place] of [['/app/atlassian-connect.json', '/app'], ['/moved', ''], ['/app/?secret=hidden', '/app']]) {
  const r = await leastscope('check', '--format', 'json', ...trusted, address + name);
  c.equal(r.code, 0, `${name}: ${r.err}`);
  const report = JSON.parse(r.out);
  c.equal(report.apps.length, 1, name);
  const app = report.apps[0];
  c.equal([app.root, app.descriptor.path], [address + place, 'atlassian-connect.json'], name);
  c.equal(app.scopes.map((s) => `${s.scope} ${s.verdict} ${s.risk}`),
    ['READ needed read', 'WRITE undecidable write', 'ADMIN undecidable admin', 'ACT_AS_USER undecidable admin'], name);
  c.equal(app.findings.map((f) => f.rule), ['undecidable-scope'], name);
  for (const part of ['no source code', "to administer ('ADMIN' and 'ACT_AS_USER')", 'act as users', "'ADMIN' includes 'READ' and 'WRITE'"])
    c.check(app.findings[0].message.includes(part), `${name}: no "${part}" in: ${app.findings[0].message}`);
  c.check(!r.out.includes('hidden') && !r.err.includes('hidden'), `${name}: the query stands in the report`);
}
{
  const file = await leastscope('check', '--format', 'json', path.join(folder, 'app', 'atlassian-connect.json'));
  const read = await leastscope('check', '--format', 'json', ...trusted, `${address}/app/atlassian-connect.json`);
  const app = (r) => ({ ...JSON.parse(r.out).apps[0], root: '' });
  c.equal(app(read), app(file), 'by address as by file');
}
c.equal((await leastscope('--strict', ...trusted, `${address}/app/atlassian-connect.json`)).code, 3, '--strict without code');
{
  const r = await leastscope('check', ...trusted, `${address}/unknown.json`);
  c.equal(r.code, 1, 'a scope that is none');
  c.check(r.out.includes("did you mean 'READ'") || r.out.includes("Did you mean 'READ'"), r.out);
  c.check(r.out.includes('nothing is said about use') && !r.out.includes('fix --diff'), r.out);
}
{
  const r = await leastscope('suggest', ...trusted, `${address}/app/atlassian-connect.json`);
  c.equal(r.code, 0, `suggest: ${r.err}`);
  c.check(!/^ +(remove|replace) /m.test(r.out), `suggest removes without code: ${r.out}`);
  const d = await leastscope('diff', '--format', 'json', ...trusted, path.join(folder, 'app'), `${address}/unknown.json`);
  c.equal(d.code, 1, `diff: ${d.err}`);
  c.check(d.out.includes('REED'), d.out);
  const fix = await leastscope('fix', ...trusted, `${address}/app/atlassian-connect.json`);
  c.equal(fix.code, 0, `fix: ${fix.err}`);
}

// What is refused or fails: the exit code, and words that say what and what to do. Nothing else comes out.
const failures = [
  [[`${address}/app/atlassian-connect.json`], 3, ['certificate', '--ca-file']],
  [[...trusted, `https://127.0.0.1:${ports.tls}/app/atlassian-connect.json`], 3, ['certificate']],
  [['--ca-file', path.join(folder, 'no-certificate.pem'), `${address}/app/atlassian-connect.json`], 2, ['PEM file']],
  [[...trusted, `${plainAddress}/app/atlassian-connect.json`], 2, ['plain http', 'https://']],
  [[...trusted, address.replace('//', '//me:hidden@') + '/app/'], 2, ['password']],
  [[...trusted, 'https://'], 2, ['no valid address']],
  [[...trusted, `${address}/loop`], 3, ['more than 5 times']],
  [[...trusted, `${address}/down`], 3, ['not https://']],
  [[...trusted, `${address}/file`], 3, ['not https://']],
  [[...trusted, `${address}/nowhere.json`], 3, ['status 404', 'Check the address']],
  [[...trusted, `${address}/login`], 3, ['status 401', 'without a login']],
  [[...trusted, `${address}/page`], 3, ['no JSON']],
  [[...trusted, `${address}/sized.json`], 3, ['4194304 bytes']],
  [[...trusted, `${address}/endless.json`], 3, ['4194304 bytes']],
  [[...trusted, '--timeout', '1', `${address}/slow.json`], 3, ['within 1 seconds', '--timeout']],
  [[...trusted, 'https://localhost:9/app/'], 3, ['cannot be reached']],
];
for (const [args, code, words] of failures) {
  const r = await leastscope('check', '--format', 'json', ...args);
  const about = args.at(-1);
  c.equal(r.code, code, `${about}: ${r.err}`);
  for (const word of words) c.check(r.err.includes(word), `${about}: no "${word}" in: ${r.err}`);
  c.check(!r.err.includes('hidden'), `${about}: the password is shown`);
  c.equal(JSON.parse(r.out).apps.length, 0, about);
}
c.equal(slow, 1, 'the slow server was asked once');
{
  const r = await leastscope('check', '--format', 'json', ...trusted, `${address}/broken.json`);
  c.equal([r.code, JSON.parse(r.out).apps[0].problems[0].kind], [3, 'bad-json'], 'broken JSON');
}

// The program does not link what it only needs for this.
const linked = run('ldd', [program]);
c.check(linked.code !== 0 || !/curl|ssl|crypto|gnutls/.test(linked.out), linked.out);
c.finish();
