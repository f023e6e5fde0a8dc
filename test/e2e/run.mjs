/** End to end: a person at keyboard and mouse in the real workbench. Screenshots stay in test-output/. */
import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { counts } from './harness.mjs';

/** A word of a file's name runs only that. */
const [only = ''] = process.argv.slice(2);
for (const file of globSync(`test/e2e/*${only}*.e2e.mjs`).sort()) {
  const { run } = await import(pathToFileURL(path.resolve(file)).href);
  await run();
}
console.log(`AWAITSCOPE-TESTS passed=${counts.passed} failed=${counts.failed}`);
process.exit(counts.failed === 0 ? 0 : 1);
