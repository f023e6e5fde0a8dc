import { readFileSync, statSync } from 'node:fs';

/** The text of a file. Throws for a pipe or a device: to read one may take for ever, and the limits of the run with it. */
export function readRegularFile(file: string): string {
  if (!statSync(file).isFile()) throw new Error(`${file} is not a regular file`);
  return readFileSync(file, 'utf8');
}
