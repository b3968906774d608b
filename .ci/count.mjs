// Adds up vitest's JSON reports, given as arguments, and fails unless every test in them passed.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;

for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8'));

  passed += report.numPassedTests;
  // A file that breaks before its first test counts as one failure.
  failed +=
    report.numFailedTests +
    report.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0
    ).length;
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
