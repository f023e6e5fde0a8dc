/** Runs inside the extension host of the real VS Code, started by responsiveness.mjs; leaves what it measured in a file. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { ids } from '../src/panel/ids.ts';
import { api, open, outputOf, root, until, visualize } from '../test/workbench/suite/harness.ts';
import { PROGRAMS } from './responsiveness-programs.ts';

export interface Measured {
  readonly program: string;
  readonly outcome: string;
  /** Round trips of hovers through the workbench while the program ran, ms. */
  readonly hovers: readonly number[];
  /** How late the extension host's event loop was meanwhile, 95th percentile, ms. */
  readonly hostLateMs: number;
  /** At most, ms. */
  readonly hostLatestMs: number;
  /** From the command until the program was gone, ms; absent when it ended by itself. What was recorded may still be read then. */
  readonly stopMs?: number;
  /** Of the small program that ran next, from the command to its first output, ms. */
  readonly nextStartMs: number;
}

const SMALL = `async function small() { await null; console.log('small'); }\nawait small();\n`;
const HOVERS_MS = 2000;
const PAUSE_MS = 20;
const RESOLUTION_MS = 5;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function write(name: string, text: string): void {
  writeFileSync(path.join(root(), name), text);
}

/** @returns ms from the command to the first output */
async function startSmall(): Promise<number> {
  await open('small.mjs');
  const host = await api();
  const before = host.lastTrace();
  const asked = performance.now();
  const ended = visualize();
  while (host.lastTrace() === before || host.lastTrace()?.output.length === 0) await pause(1);
  const took = performance.now() - asked;
  await ended;
  return took;
}

async function hover(document: vscode.TextDocument): Promise<number> {
  const asked = performance.now();
  const position = document.positionAt(document.getText().indexOf('await null') + 1);
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  if (found.length === 0) throw new Error('there was no hover');
  return performance.now() - asked;
}

async function measure(program: string, text: string): Promise<Measured> {
  write('program.mjs', text);
  const { document } = await open('program.mjs');
  await until('the text', () => document.getText() === text);
  const ended = visualize();
  const host = await api();
  await until('the first output', () => host.lastTrace()?.entry === 'program.mjs' && host.lastTrace()?.output[0]);
  const late = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  late.enable();
  const hovers: number[] = [];
  for (const end = performance.now() + HOVERS_MS; performance.now() < end && host.isRunning();) {
    hovers.push(await hover(document));
    await pause(PAUSE_MS);
  }
  late.disable();
  const running = host.isRunning();
  const trace = host.lastTrace();
  const asked = performance.now();
  if (running) await vscode.commands.executeCommand(ids.stop);
  while (host.isRunning()) await pause(1);
  const took = performance.now() - asked;
  const nextStartMs = await startSmall();
  await ended;
  return {
    program,
    outcome: trace?.outcome ?? '',
    hovers,
    hostLateMs: late.percentile(95) / 1e6 - RESOLUTION_MS,
    hostLatestMs: late.max / 1e6 - RESOLUTION_MS,
    ...(running ? { stopMs: took } : {}),
    nextStartMs,
  };
}

export async function run(): Promise<void> {
  write('small.mjs', SMALL);
  // What is loaded by the first run of all is no matter of the programs.
  await startSmall();
  const first: number[] = [];
  for (let i = 0; i < 5; i++) first.push(await startSmall());
  if (!(await outputOf()).startsWith('small')) throw new Error('the small program did not run');
  const measured: Measured[] = [];
  const only = process.env['AWAITSCOPE_ONLY'] ?? '';
  for (const [name, text] of Object.entries(PROGRAMS)) {
    if (!name.includes(only)) continue;
    measured.push(await measure(name, text));
    // What there is, should one of them never end.
    writeFileSync(process.env['AWAITSCOPE_TEST_RESULTS'] ?? '', JSON.stringify({ first, measured }));
  }
}
