/** Types, ESLint and Prettier, side by side: each is one thread. Fails when one of them does, or does not come up. */
import { spawn } from 'node:child_process';

const CHECKS = {
  types: ['node_modules/typescript/bin/tsc', '--noEmit'],
  eslint: ['node_modules/eslint/bin/eslint.js', '.'],
  prettier: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'],
};

/** @returns whether there was nothing to find */
function check([name, args]) {
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', (error) => (said += error.stack));
    child.on('close', (code, signal) => {
      console.log(`== ${name}${code === 0 ? '' : `, ended by ${signal ?? `exit code ${code}`}`}\n${said}`);
      resolve(code === 0);
    });
  });
}

const results = await Promise.all(Object.entries(CHECKS).map(check));
process.exitCode = results.every(Boolean) ? 0 : 1;
