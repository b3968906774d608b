// Puts what CHANGELOG.md has under "Unreleased" under package.json's version and today's date.
// `npm version` runs it once it has set the version.
import { readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const today = new Date().toISOString().slice(0, 10);
const changelog = readFileSync('CHANGELOG.md', 'utf8');
// Unless the next thing is the version before.
const released = changelog.replace(
  /^## Unreleased\n(?=\n(?!## ))/m,
  `$&\n## ${version} - ${today}\n`
);

if (released === changelog) {
  throw new Error('CHANGELOG.md has nothing under "Unreleased".');
}

writeFileSync('CHANGELOG.md', released);
