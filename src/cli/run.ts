/** `awaitscope run`: the program's output passes through; the summary goes to stderr. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildTrace, encodeTrace, headline, jsonText, notices, plain, type TraceEvent } from '../formats/index.ts';
import { findings } from '../analysis/index.ts';
import { createLauncher, SandboxError } from '../sandbox/client.ts';
import { RING_RECORDS, type RunHandle } from '../sandbox/launcher.ts';
import { findWorkspace, whyNotRunnable } from '../sandbox/workspace.ts';
import { UsageError, type RunCommand } from './args.ts';
import { writeChunks } from './write.ts';

function cacheFolder(): string {
  const home = os.homedir();
  if (process.platform === 'win32')
    return path.join(process.env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'awaitscope');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'awaitscope');
  return path.join(process.env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'awaitscope');
}

/** @returns the exit code. @throws UsageError */
export async function run(command: RunCommand): Promise<number> {
  const problem = whyNotRunnable(command.file);
  if (problem !== null) throw new UsageError(problem);
  const { entry, workspace } = findWorkspace(command.file, process.cwd());
  const launcher = createLauncher({ runtimeFolder: __dirname, cacheFolder: cacheFolder() });
  const events: TraceEvent[] = [];
  const handle = launcher.run(
    {
      entry,
      workspace,
      args: command.args,
      overlays: [],
      allow: command.allow,
      include: command.include,
      exclude: command.exclude,
      timeoutMs: command.timeoutSeconds * 1000,
      maxMemoryMb: command.maxMemoryMb,
      blockingThresholdMs: 50,
      ringRecords: RING_RECORDS,
      maxRecords: command.maxRecords,
      valuePreviews: command.valuePreviews,
      instrument: true,
      ...(command.function === undefined ? {} : { call: command.function }),
    },
    (batch) => {
      for (const event of batch) {
        events.push(event);
        if (event.type === 'output') print(event);
      }
    },
  );
  const stop = (): void => {
    handle.stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const end = await handle.done;
    return report(command, events, end);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    process.stderr.write(`awaitscope: ${error.message}\n`);
    return 2;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    launcher.dispose();
  }
}

function print({ base64, stream, text }: Extract<TraceEvent, { type: 'output' }>): void {
  (stream === 'stdout' ? process.stdout : process.stderr).write(
    base64 === undefined ? text : Buffer.from(base64, 'base64'),
  );
}

function report(
  command: RunCommand,
  events: readonly TraceEvent[],
  { exitCode, printed }: Awaited<RunHandle['done']>,
): number {
  const trace = buildTrace(events);
  const { error } = trace;
  if (error !== undefined && printed !== true) {
    const at = error.file === undefined ? '' : `${error.file}:${error.line ?? 1}:${error.column ?? 1}\n`;
    process.stderr.write(
      error.stack === undefined ? `${at}${error.name}: ${error.message}\n` : `${at}\n${error.stack}\n`,
    );
  }
  if (command.trace !== undefined) save(command.trace, encodeTrace(events));
  if (command.json !== undefined) save(command.json, jsonText(trace));
  const found = findings(trace);
  if (!command.quiet) {
    for (const line of [headline(trace), ...notices(trace)]) process.stderr.write(`awaitscope: ${plain(line)}\n`);
    for (const finding of found.slice(0, 20)) {
      process.stderr.write(
        `awaitscope: ${plain(`${finding.file}:${finding.line}:${finding.column} ${finding.rule}: ${finding.message}`)}\n`,
      );
    }
  }
  return found.some((finding) => command.failOn.includes(finding.rule)) ? 3 : exitCode;
}

function save(file: string, content: Uint8Array | Iterable<string>): void {
  try {
    if (content instanceof Uint8Array) writeFileSync(file, content);
    else writeChunks(file, content);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
