/** The command line. Every way of using it wrong ends in one sentence and exit code 2. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCommand, USAGE, UsageError } from './args.ts';
import { exportTrace } from './export.ts';
import { run } from './run.ts';

// Whoever read the output has left, as `head` does: there is nobody to tell.
process.stdout.on('error', () => process.exit(0));

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2));
  switch (command.command) {
    case 'run':
      return run(command);
    case 'export':
      return exportTrace(command);
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'version': {
      const manifest = JSON.parse(readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')) as {
        version: string;
      };
      process.stdout.write(`${manifest.version}\n`);
      return 0;
    }
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`awaitscope: ${message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
