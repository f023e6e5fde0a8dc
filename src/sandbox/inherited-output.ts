/**
 * What programs that a run has started print to the standard output or error that they inherit. They write to the descriptors of the
 * supervisor, past all frames, so of its place among the run's own output is known only when it came.
 */
import type { ChildProcess } from 'node:child_process';
import type { TraceEvent } from '../trace/event.ts';
import { unsettledAwaits } from './unsettled.ts';

type Output = Extract<TraceEvent, { type: 'output' }>;

/** As much as a program itself may print. */
const BUDGET_BYTES = 64 * 1024 * 1024;
const CUT = '\n[awaitscope: more output than 64 MB, the rest is cut]\n';

/** So long what was printed may be on its way, ms. */
const OUTLIVED_MS = 100;
/** A program that outlives the run and prints nothing for so long is read no longer, ms. */
export const QUIET_MS = 2000;

/**
 * Programs that a process has started may outlive it, and hold the outputs that they have inherited: these are read until
 * all have ended, or nothing comes for some time.
 * @param patience how long that is from now, ms; 0 when there is no more reason to wait
 * @returns reads no longer
 */
export function readOn(child: ChildProcess, patience: () => number): () => void {
  const outputs = [child.stdout, child.stderr];
  const letGo = (): void => {
    for (const output of outputs) output?.destroy();
  };
  let timer = setTimeout(letGo, Math.max(OUTLIVED_MS, patience()));
  for (const output of outputs)
    output?.on('data', () => {
      if (patience() <= 0) return;
      clearTimeout(timer);
      timer = setTimeout(letGo, patience());
    });
  child.on('close', () => {
    clearTimeout(timer);
  });
  return letGo;
}

export class InheritedOutput {
  #bytes = 0;
  readonly #print: (outputs: readonly Output[]) => void;

  constructor(print: (outputs: readonly Output[]) => void) {
    this.#print = print;
  }

  take(stream: Output['stream'], chunk: Buffer, time: number): void {
    if (this.#bytes > BUDGET_BYTES) return;
    this.#bytes += chunk.length;
    if (this.#bytes > BUDGET_BYTES) {
      this.#print([{ type: 'output', time, stream: 'stderr', text: CUT, task: 0 }]);
      return;
    }
    const text = chunk.toString();
    // Node's own words, which are printed as the run ends.
    if (stream === 'stderr' && unsettledAwaits(text) !== '') return;
    const bytes = Buffer.from(text).equals(chunk) ? {} : { base64: chunk.toString('base64') };
    this.#print([{ type: 'output', time, stream, text, ...bytes, task: 0 }]);
  }
}
