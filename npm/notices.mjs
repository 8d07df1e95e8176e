// node npm/notices.mjs [portable]: the notices that travel with the program, made from third-party.tsv and the texts on the machine that
// builds it. A text that is not there is an error: a package without its notices must not be made.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export function thirdParty(root) {
  return fs.readFileSync(path.join(root, 'npm/third-party.tsv'), 'utf8').split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [name, licence, how, text] = line.split('\t');
      return { name, licence, how, text };
    });
}

function fileOf(root, text) {
  if (text.startsWith('grammars/')) return path.join(root, 'analyzer/syntax/grammars/node_modules', text.slice(9));
  return path.join('/usr/share/doc', text.slice(7), 'copyright');
}

/** `portable`: the program holds what others take from the system. */
export function notices(root, portable) {
  let out = 'leastscope is made with the following works, under their own licences.\n';
  for (const { name, licence, how, text } of thirdParty(root)) {
    if (how === 'portable' && !portable) continue;
    out += `\n${'='.repeat(80)}\n${name}: ${licence}\n${'='.repeat(80)}\n`;
    if (text !== 'none') out += `\n${fs.readFileSync(fileOf(root, text), 'utf8').trim()}\n`;
  }
  return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(notices(path.dirname(path.dirname(fileURLToPath(import.meta.url))), process.argv[2] === 'portable'));
}
