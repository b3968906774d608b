// Adds up vitest's JSON reports, given as arguments, and fails unless every test in them passed. What
// failed is said again here, where nobody has to look for it.
import { readFileSync } from 'node:fs';
import path from 'node:path';

let passed = 0;
const failures = [];

for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));

  passed += report.numPassedTests;

  for (const { name, status, message, assertionResults } of report.testResults) {
    const failed = assertionResults.filter((result) => result.status === 'failed');
    const test = `${path.basename(file, '.json')}: ${path.relative('.', name)}`;

    for (const { fullName, failureMessages } of failed) {
      failures.push([`${test}: ${fullName}`, ...failureMessages].join('\n'));
    }

    // A file that breaks outside of its tests counts as one failure.
    if (status === 'failed' && failed.length === 0) {
      failures.push(`${test}\n${message}`);
    }
  }
}

for (const failure of failures) {
  console.log(`FAILED ${failure}\n`);
}

console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
