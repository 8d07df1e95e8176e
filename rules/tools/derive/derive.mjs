// Derives the model of a generated client library from the sources its npm package publishes: for each method its HTTP method
// and path, nothing else. Use (network only for npm pack, done by hand):
//   npm pack jira.js && tar xzf jira.js-*.tgz
//   node rules/tools/derive/derive.mjs jira.js package > rules/models/jira-js.yaml
// Libraries: jira.js, confluence.js, jira-client. Rows that cannot be read are listed on stderr.
import {readFileSync, readdirSync, existsSync} from 'node:fs';
import {join} from 'node:path';

const [library, folder] = process.argv.slice(2);
const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
const read = (...path) => readFileSync(join(folder, ...path), 'utf8');
const byName = (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);

/** `/a/${x.y}/b?q=${z}` -> /a/{}/b */
function pattern(template) {
  let out = '';
  for (let i = 0; i < template.length; i++) {
    if (template.startsWith('${', i)) {
      for (let depth = 0; i < template.length; i++) {
        if (template[i] === '{') depth++;
        if (template[i] === '}' && --depth === 0) break;
      }
      out += '{}';
    } else if (template[i] === '?') {
      break;
    } else {
      out += template[i];
    }
  }
  return out;
}

/** Methods of a class whose bodies hold one request configuration `{url: …, method: …}`. */
function methodsOfClass(source, file) {
  const rows = new Map();
  let name = '', url = '';
  for (const line of source.split('\n')) {
    const start = /^  (?:async )?(\w+)(?:<|\()/.exec(line);
    if (start && !['constructor', 'if', 'for', 'return'].includes(start[1])) {
      name = start[1];
      url = '';
    }
    const address = /^\s+url: (['`])(.*)\1,?$/.exec(line);
    if (address && name) url = pattern(address[2]);
    else if (/^\s+url:/.test(line)) console.error(`${file}: ${name}: ${line.trim()}`);
    const method = /^\s+method: '(\w+)'/.exec(line);
    if (method && url) {
      if (!rows.has(name)) rows.set(name, []);
      if (!rows.get(name).some((row) => row.url === url && row.method === method[1])) rows.get(name).push({url, method: method[1]});
      url = '';
    }
  }
  return [...rows].sort(byName);
}

/** One YAML member; further requests of the same method go into `also`. */
function member(name, requests, product, prefix = '') {
  const [first, ...rest] = requests;
  const also = rest.length ? `, also: [${rest.map((r) => `"${r.method} ${prefix}${r.url}"`).join(', ')}]` : '';
  return `      ${name}: {api: {product: ${product}, identity: self, governed: self, method: ${first.method}, url: "${prefix}${first.url}"${also}}}`;
}

/** Files of `dir`, and which client property holds which class of them. */
function groups(dir, client) {
  const classes = new Map();
  for (const file of readdirSync(join(folder, dir)).sort()) {
    if (!file.endsWith('.ts') || file === 'index.ts') continue;
    const source = read(dir, file);
    const found = /export class (\w+)/.exec(source);
    if (found) classes.set(found[1], methodsOfClass(source, file));
  }
  const fields = [...read(client).matchAll(/^  (\w+)(?::[^=]*)? = new (\w+)\(this\)/gm)];
  return fields.map(([, field, type]) => [field, classes.get(type) ?? []]).sort(byName);
}

function head(name, packages, what) {
  return `# ${what}, derived from ${library} ${version} by rules/tools/derive/derive.mjs: refresh it there, do not edit.
# Calls with a user name, a password or a token of their own are not governed by the descriptor.
library: ${name}
language: javascript
match: {package: ${packages}}
exports:`;
}

/** Who the client acts as follows from its configuration. */
function construct(type, indent) {
  return ['basic', 'personalAccessToken']
    .map((own) => `${indent}- {when: {option: [0, authentication, ${own}]}, returns: {handle: ${type}, identity: unknown, governed: "no"}}`)
    .concat([
      `${indent}- {when: {option: [0, authentication, jwt]}, returns: {handle: ${type}, identity: app, governed: "yes"}}`,
      `${indent}- {returns: {handle: ${type}, identity: unknown, governed: unknown}}`]).join('\n');
}

function typeScriptClients(name, packages, clients, product, prefix) {
  const lines = [head(name, packages, 'Client of a REST API')];
  const types = [];
  for (const {type, exported, dir, client} of clients) {
    for (const one of exported) lines.push(`  ${one}:\n    new:\n${construct(type, '      ')}`);
    const all = groups(dir, client).filter(([, rows]) => rows.length);
    types.push(`  ${type}:\n    members:`);
    for (const [field] of all) types.push(`      ${field}: {type: ${type}-${field}}`);
    types.push(`      "*": {opaque: true}`);
    for (const [field, rows] of all) {
      types.push(`  ${type}-${field}:\n    members:`);
      for (const [method, requests] of rows) types.push(member(method, requests, product, prefix));
    }
  }
  lines.push('  "*": {opaque: true}', 'types:', ...types);
  console.log(lines.join('\n'));
}

function jiraClient() {
  const bases = {makeUri: '/rest/api/2', makeAgileUri: '/rest/agile/1.0', makeWebhookUri: '/rest/webhooks/1.0',
    makeSprintQueryUri: '/rest/greenhopper/1.0', makeDevStatusUri: '/rest/dev-status/latest/issue'};
  const rows = new Map();
  let name = '', base = '', url = '';
  const flush = (method) => {
    if (name && url) {
      if (!rows.has(name)) rows.set(name, []);
      rows.get(name).push({url, method});
    }
    url = '';
  };
  for (const line of read('lib', 'jira.js').split('\n')) {
    const start = /^  (?:async )?(\w+)\([^;]*$/.exec(line);
    if (start) { flush('GET'); name = start[1]; base = '/rest/api/2'; }
    if (/^  }$/.test(line)) { flush('GET'); name = name.startsWith('make') ? '' : name; }
    const maker = /this\.(make\w*Uri)\(/.exec(line);
    if (maker) { flush('GET'); base = bases[maker[1]] ?? base; }
    const inner = /intermediatePath: '(.*)'/.exec(line);
    const path = /pathname: (['`])(.*?)\1/.exec(line);
    if (path && !name.startsWith('make')) url = base + pattern(path[2]);
    if (inner && url) url = inner[1] + url.slice(base.length);
    const method = /^\s+method: '(\w+)'/.exec(line);
    if (method) flush(method[1]);
  }
  for (const name of ['constructor', 'doRequest', 'makeRequestHeader', 'genericGet', 'genericAgileGet']) rows.delete(name);
  const own = ['username', 'password', 'bearer', 'oauth'].map((key) =>
    `      - {when: {option: [0, ${key}]}, returns: {handle: Jira, identity: unknown, governed: "no"}}`).join('\n');
  const made = `    new:\n${own}\n      - {returns: {handle: Jira, identity: unknown, governed: unknown}}`;
  console.log(`${head('jira-client', 'jira-client', 'Client of Jira')}
  default:\n${made}\n  JiraApi:\n${made}
types:
  Jira:
    members:
${[...rows].sort(byName).map(([method, requests]) => member(method, requests, 'jira')).join('\n')}
      genericGet: {api: {product: jira, identity: self, governed: self, method: GET, url: "/rest/api/2/{+}"}}
      genericAgileGet: {api: {product: jira, identity: self, governed: self, method: GET, url: "/rest/agile/1.0/{+}"}}
      "*": {opaque: true}`);
}

if (library === 'jira.js') {
  const client = (dir, type) => ({type, exported: [type], dir: `src/${dir}`, client: `src/${dir}/client/${dir}Client.ts`});
  typeScriptClients('jira-js', 'jira.js', [client('agile', 'AgileClient'), client('serviceDesk', 'ServiceDeskClient'),
    client('version2', 'Version2Client'), client('version3', 'Version3Client')]
    .filter((one) => existsSync(join(folder, one.client))), 'jira', '');
} else if (library === 'confluence.js') {
  typeScriptClients('confluence-js', 'confluence.js',
    [{type: 'ConfluenceClient', exported: ['ConfluenceClient', 'default'], dir: 'src/api', client: 'src/clients/confluenceClient.ts'}],
    'confluence', '/wiki/rest');
} else if (library === 'jira-client') {
  jiraClient();
} else {
  console.error('Say which library: jira.js, confluence.js or jira-client, and its unpacked folder.');
  process.exitCode = 2;
}
