// The SARIF logs that the tests look at: one per fixture app, and some of a repository made for it, whose names and lines
// hold what gets places wrong: é, 漢, 😀, blanks and # in names, tabs, CRLF, two scopes on a line.
import fs from 'node:fs';
import path from 'node:path';
import { run, scratch, write } from '../support/tools.mjs';

const manifest = (scopes) => `modules:
  scheduledTrigger:
    - key: daily
      function: main
      interval: day
  function:
    - key: main
      handler: index.run
permissions:
  scopes: ${scopes}
app:
  id: ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000
  runtime:
    name: nodejs22.x
`;

export const oddFiles = {
  'apps/über #1/manifest.yml': manifest("[ 'read:jira-work', 'manage:jira-configuration', 'manage:jira-project' ] # é 漢 😀"),
  'apps/über #1/package.json': '{"dependencies":{"@forge/api":"*"}}\n',
  'apps/über #1/src/index.js': `import api, { route } from '@forge/api';\r
import { save } from './漢 😀.js';\r
export const run = async () => {\r
\tconst é = '漢😀'; await api.asApp().requestJira(route\`/rest/api/3/issue/A-1\`); await save(é);\r
};\r
`,
  'apps/über #1/src/漢 😀.js': `import api, { assumeTrustedRoute, route } from '@forge/api';
export async function save(what) {
  /* é漢😀 */ await api.asApp().requestConfluence(route\`/wiki/rest/api/content\`, { method: 'POST', body: what });
  await api.asApp().requestJira(assumeTrustedRoute(process.env.PATH_OF_TODAY));
}
`,
  'apps/accepted/manifest.yml': manifest('\n    - read:jira-work\n    - manage:jira-configuration # leastscope: ignore[undecidable-scope, over-requested-scope] used from the next release on'),
  'apps/accepted/package.json': '{"dependencies":{"@forge/api":"*"}}\n',
  'apps/accepted/src/index.js': "import api, { route } from '@forge/api';\nexport const run = () => api.asApp().requestJira(route`/rest/api/3/issue/A-1`);\n",
  'apps/broken/manifest.yml': manifest('[ read:jira-work').replace('app:', '\tapp:'),
  '.git/HEAD': 'ref: refs/heads/main\n',
};

export function sarif(program, folder, args) {
  const r = run(program, ['check', ...args, '--format', 'sarif'], { cwd: folder });
  if (![0, 1, 3].includes(r.code)) throw new Error(`check ${args.join(' ')} ended with ${r.code}: ${r.err}`);
  return r.out;
}

/** [{name, root, text}] of every fixture app. */
export function fixtureLogs(program, source) {
  const apps = path.join(source, 'fixtures/apps');
  return fs.readdirSync(apps).sort().filter((name) => fs.existsSync(path.join(apps, name, 'app'))).map((name) => ({
    name,
    root: source,
    text: sarif(program, path.join(apps, name), ['app', '--no-config']),
  }));
}

export function oddRepository() {
  const root = fs.realpathSync(scratch());
  write(root, oddFiles);
  return root;
}
