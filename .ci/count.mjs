// Adds up vitest's JSON reports in `reports/`, and fails unless every test in them passed. What failed
// is said again here, where nobody has to look for it. The arguments name the runs that said of
// themselves that they failed: a report does not know of all that can go wrong around a test.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const failedRuns = process.argv.slice(2);
const failures = [];
let passed = 0;

for (const file of readdirSync('reports').filter((name) => name.endsWith('.json'))) {
  const run = path.basename(file, '.json');
  const report = JSON.parse(readFileSync(path.join('reports', file), 'utf8'));
  const failuresBefore = failures.length;

  passed += report.numPassedTests;

  for (const { name, status, message, assertionResults } of report.testResults) {
    const test = `${run}: ${path.relative('.', name)}`;
    const failed = assertionResults.filter((result) => result.status === 'failed');

    for (const { fullName, failureMessages } of failed) {
      failures.push([`${test}: ${fullName}`, ...failureMessages].join('\n'));
    }

    if (status === 'failed' && failed.length === 0) {
      failures.push(`${test}, outside of its tests\n${message}`);
    }
  }

  if (failedRuns.includes(run) && failures.length === failuresBefore) {
    failures.push(`${run}, outside of its tests: see its output above`);
  }
}

for (const failure of failures) {
  console.log(`FAILED ${failure}\n`);
}

console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
