/**
 * The unit tests, in groups: each a mocha of its own, as many side by side as there are processors, since most of them
 * wait for programs. Every test file is in one. Prints the line that run.mjs counts.
 * `node test/unit.mjs WORD` runs the files with that word in their path.
 */
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import os from 'node:os';

/** More only shifts the timers of what is run. */
const AT_ONCE = Math.min(4, os.availableParallelism());
/** It runs several programs at once by itself, and in some of them timers race: it goes alone, and first. */
const ALONE = /\/fixtures\/run-fixtures/;
/** The others, by how long they take. What none of these names is one more group. */
const LONG = [
  /\/faults\//,
  /\/fixtures\/(?:callbacks|patterns|positions|protocols)/,
  /\/fixtures\/random-/,
  /\/sandbox\//,
  /\/fixtures\//,
];
const MOCHA = ['node_modules/mocha/bin/mocha.js', '--no-config', '--no-package'];

const { spec, ...options } = JSON.parse(readFileSync('test/mocharc.json', 'utf8'));
const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);

const [only = ''] = process.argv.slice(2);
const files = globSync(spec)
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.includes(only));
const groups = Map.groupBy(files.sort(), (file) => {
  if (ALONE.test(file)) return -1;
  const index = LONG.findIndex((names) => names.test(file));
  return index < 0 ? LONG.length : index;
});
const alone = groups.get(-1);
groups.delete(-1);
const waiting = [...groups].sort(([a], [b]) => a - b).map(([, own]) => own);

/** Groups in the order of their start. The first writes at once, those behind it when it is over. */
const shown = [];

class Group {
  passed = 0;
  failed = 0;
  #held = '';
  #isOver = false;
  #line = '';

  /** @returns when it is over */
  run(own) {
    shown.push(this);
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [...MOCHA, ...flags, ...own], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.setEncoding('utf8').on('data', (text) => this.#read(text));
      child.on('error', (error) => this.#read(`${error.stack}\n`));
      child.on('close', (code, signal) => {
        this.#read('\n');
        // A group that says nothing, or ends badly without a failed test, counts as one failure.
        if (this.failed === 0 && (code !== 0 || this.passed === 0)) {
          this.failed = 1;
          this.#held += `Ended by ${signal ?? `exit code ${code}`}, with no failed test: ${own.join(' ')}\n`;
        }
        this.#isOver = true;
        while (shown[0]?.show()) shown.shift();
        resolve();
      });
    });
  }

  /** @returns whether it is over */
  show() {
    process.stdout.write(this.#held);
    this.#held = '';
    return this.#isOver;
  }

  #read(text) {
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop();
    for (const line of lines) {
      const counts = /^AWAITSCOPE-TESTS passed=(\d+) failed=(\d+)$/.exec(line);
      if (counts === null) this.#held += `${line}\n`;
      else [this.passed, this.failed] = [Number(counts[1]), Number(counts[2])];
    }
    if (shown[0] === this) this.show();
  }
}

const done = [];
async function run(own) {
  const group = new Group();
  done.push(group);
  await group.run(own);
}
async function work() {
  for (let own = waiting.shift(); own !== undefined; own = waiting.shift()) await run(own);
}
if (alone !== undefined) await run(alone);
await Promise.all(Array.from({ length: AT_ONCE }, work));

const sum = (of) => done.reduce((total, group) => total + of(group), 0);
const passed = sum((group) => group.passed);
const failed = sum((group) => group.failed);
console.log(`AWAITSCOPE-TESTS passed=${passed} failed=${failed}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
