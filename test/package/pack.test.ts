import { exec } from 'node:child_process';
import { chmod, cp, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, it } from 'vitest';

import { createDirectory } from '../../playground/logto/temporary-directory.js';
import { files, read, root } from '../docs/markdown.js';

/** What GitHub runs to make the package that goes to npm. */
const [packJob = ''] =
  /^ {2}pack:$.+?(?=^ {2}publish:$)/ms.exec(read('.github/workflows/publish.yml')) ?? [];
const commands = [...packJob.matchAll(/^ {6}- run: (.+)$/gm)].map(([, command]) => command);

it('is published from the commands that SECURITY.md gives for comparing it', () => {
  expect(commands).toContain('npm pack');
  expect(read('SECURITY.md')).toContain(commands.join('\n'));
});

it('is published with one README, and is everybody’s to read, whatever the umask', async () => {
  const checkout = await createDirectory('connector-wechat-web-');

  await symlink(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'), 'junction');

  for (const file of files) {
    const copy = path.join(checkout, file);

    await cp(path.join(root, file), copy);
    await chmod(copy, 0o600);
  }

  const lines = [
    'umask 077',
    ...commands.filter((command) => command !== 'npm ci'),
    'tar --list --verbose --file *.tgz',
  ];
  const { stdout } = await promisify(exec)(lines.join(' && '), { cwd: checkout });
  const packed = [...stdout.matchAll(/^(-[rwx-]{9}) .+ package\/(\S+)$/gm)];

  expect(packed.map(([, mode, file]) => `${mode} ${file}`)).toEqual(
    packed.map(([, , file]) => `-rw-r--r-- ${file}`)
  );
  expect(packed.map(([, , file = '']) => file).filter((file) => /readme/i.test(file))).toEqual([
    'README.md',
  ]);
});
