/** Runs inside the extension host of the real VS Code, started by responsiveness.mjs; leaves what it measured in a file. */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { ids } from '../src/panel/ids.ts';
import { api, open, outputOf, root, until, visualize } from '../test/workbench/suite/harness.ts';
import { PAUSE_MS } from './responsiveness-asker.ts';
import { PROGRAMS } from './responsiveness-programs.ts';

export interface Measured {
  readonly program: string;
  readonly outcome: string;
  /** From a question of another process until the extension host had answered it with a hover, while the program ran, ms. */
  readonly answers: readonly number[];
  /** Round trips of hovers through the workbench meanwhile, ms. */
  readonly hovers: readonly number[];
  /** From the command until the program was gone, ms; absent when it ended by itself. What was recorded may still be read then. */
  readonly stopMs?: number;
  /** Of the small program that ran next, from the command to its first output, ms; absent when nothing ran. */
  readonly nextStartMs?: number;
  /** The same once more, when nothing of the program was left to do: what a start takes in a window as old as this. */
  readonly laterStartMs?: number;
  /** What the extension host holds of the runs so far, once all of this one has been read and older ones are packed. Bytes. */
  readonly held: number;
}

const SMALL = `async function small() { await null; console.log('small'); }\nawait small();\n`;
const HOVERS_MS = 4000;
const LOOK_MS = 1000;
const SETTLES_MS = 20_000;
const QUIET_MS = 4000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function write(name: string, text: string): void {
  writeFileSync(path.join(root(), name), text);
}

/** Another file is shown, and a moment later run. @returns ms from the command to the first output */
async function startSmall(): Promise<number> {
  await open('small.mjs');
  await pause(LOOK_MS);
  const host = await api();
  const before = host.lastTrace();
  const asked = performance.now();
  const ended = visualize();
  while (host.lastTrace() === before || host.lastTrace()?.output.length === 0) await pause(1);
  const took = performance.now() - asked;
  await ended;
  return took;
}

function positionIn(document: vscode.TextDocument): vscode.Position {
  return document.positionAt(document.getText().indexOf('await null') + 1);
}

/** The extension's own, once it is activated. */
let provider: vscode.HoverProvider | undefined;

function catchProvider(): void {
  const { languages } = vscode;
  const register = languages.registerHoverProvider;
  languages.registerHoverProvider = (selector, registered) => {
    provider = registered;
    return register(selector, registered);
  };
}

/** Answers a process that asks for hovers until it is stopped. @returns stops it, and tells how long each answer took, ms */
function answerHovers(document: vscode.TextDocument): () => number[] {
  const answers: number[] = [];
  const asker = fork(path.join(__dirname, 'responsiveness-asker.cjs'), { execArgv: [] });
  const never = new vscode.CancellationTokenSource().token;
  const answer = async (): Promise<void> => {
    const found = await provider?.provideHover(document, positionIn(document), never);
    if (!(found instanceof vscode.Hover)) throw new Error('the extension gave no hover');
    asker.send(process.hrtime.bigint().toString());
  };
  asker.on('message', (message) => {
    if (typeof message === 'number') answers.push(message);
    else void answer();
  });
  asker.send('');
  return () => {
    asker.kill();
    return answers;
  };
}

async function hover(document: vscode.TextDocument): Promise<number> {
  const asked = performance.now();
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    positionIn(document),
  );
  if (found.length === 0) throw new Error('there was no hover');
  return performance.now() - asked;
}

/** @param goesOn whether the program runs still */
async function hoverAll(
  document: vscode.TextDocument,
  goesOn: () => boolean,
): Promise<{ readonly answers: readonly number[]; readonly hovers: readonly number[] }> {
  const stopAnswering = answerHovers(document);
  const hovers: number[] = [];
  for (const end = performance.now() + HOVERS_MS; performance.now() < end && goesOn();) {
    hovers.push(await hover(document));
    await pause(PAUSE_MS);
  }
  return { answers: stopAnswering(), hovers };
}

/** Records lie in buffers, and so do tables. @returns bytes, once nothing is packed any more */
async function held(): Promise<number> {
  const settled = performance.now() + SETTLES_MS;
  let least = Infinity;
  for (let until = 0; performance.now() < Math.min(settled, until === 0 ? settled : until);) {
    const { arrayBuffers } = process.memoryUsage();
    if (arrayBuffers < least) until = performance.now() + QUIET_MS;
    least = Math.min(least, arrayBuffers);
    await pause(200);
  }
  return least;
}

async function measure(program: string, text: string): Promise<Measured> {
  write('program.mjs', text);
  const { document } = await open('program.mjs');
  await until('the text', () => document.getText() === text);
  const ended = visualize();
  const host = await api();
  await until('the first output', () => host.lastTrace()?.entry === 'program.mjs' && host.lastTrace()?.output[0]);
  const hovered = await hoverAll(document, () => host.isRunning());
  const running = host.isRunning();
  const trace = host.lastTrace();
  const asked = performance.now();
  if (running) await vscode.commands.executeCommand(ids.stop);
  while (host.isRunning()) await pause(1);
  const took = performance.now() - asked;
  const nextStartMs = await startSmall();
  await ended;
  const bytes = await held();
  await open('program.mjs');
  const laterStartMs = await startSmall();
  return {
    program,
    outcome: trace?.outcome ?? '',
    ...hovered,
    ...(running ? { stopMs: took } : {}),
    nextStartMs,
    laterStartMs,
    held: bytes,
  };
}

export async function run(): Promise<void> {
  catchProvider();
  write('small.mjs', SMALL);
  // What is loaded by the first run of all is no matter of the programs.
  await startSmall();
  const first: number[] = [];
  // As after a program: another file was open before.
  write('program.mjs', SMALL);
  for (let i = 0; i < 5; i++) {
    await open('program.mjs');
    first.push(await startSmall());
  }
  if (!(await outputOf()).startsWith('small')) throw new Error('the small program did not run');
  const { document } = await open('small.mjs');
  const idle = await hoverAll(document, () => true);
  const measured: Measured[] = [{ program: 'nothing', outcome: '', ...idle, held: await held() }];
  const only = new RegExp(process.env['AWAITSCOPE_ONLY'] ?? '');
  const times = Number(process.env['AWAITSCOPE_TIMES'] ?? 1);
  for (const [name, text] of Object.entries(PROGRAMS)) {
    if (!only.test(name)) continue;
    for (let i = 0; i < times; i++) {
      measured.push(await measure(name, text));
      // What there is, should one of them never end.
      writeFileSync(process.env['AWAITSCOPE_TEST_RESULTS'] ?? '', JSON.stringify({ first, measured }));
    }
  }
}
