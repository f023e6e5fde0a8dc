/**
 * Runs the suites in order and prints one closing line that counts the tests. `node test/run.mjs unit` runs one suite.
 * A suite is a command that prints `AWAITSCOPE-TESTS passed=N failed=N` and fails when a test fails.
 */
import { spawn } from 'node:child_process';

const suites = {
  unit: ['node', ['test/unit.mjs']],
  workbench: ['node', ['test/workbench/run.mjs']],
  e2e: ['node', ['test/e2e/run.mjs']],
};

function run(name) {
  const [command, args] = suites[name];
  return new Promise((resolve) => {
    let tail = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      tail = (tail + chunk).slice(-4000);
    });
    child.on('close', (code) => {
      const found = /AWAITSCOPE-TESTS passed=(\d+) failed=(\d+)/.exec(tail);
      const passed = found ? Number(found[1]) : 0;
      const failed = found ? Number(found[2]) : 0;
      // A suite that reports nothing, or exits badly without a failed test, counts as one failure.
      resolve({ passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed });
    });
  });
}

const wanted = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const name of wanted.length > 0 ? wanted : Object.keys(suites)) {
  console.log(`\n== ${name}`);
  const result = await run(name);
  passed += result.passed;
  failed += result.failed;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
