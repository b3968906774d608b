// Lets everybody read what is about to be packed. npm keeps the modes of the files, which come from
// the umask: under 077 the package would be another one, which a container's user cannot read.
import { execSync } from 'node:child_process';
import { chmodSync } from 'node:fs';

const list = execSync('npm pack --dry-run --ignore-scripts --json', { encoding: 'utf8' });
const [{ files }] = JSON.parse(list);

for (const { path } of files) {
  chmodSync(path, 0o644);
}
