/**
 * What programs that a run has started print to the standard output or error that they inherit. They write to the descriptors of the
 * supervisor, past all frames, so of its place among the run's own output is known only when it came.
 */
import type { TraceEvent } from '../trace/event.ts';
import { unsettledAwaits } from './unsettled.ts';

type Output = Extract<TraceEvent, { type: 'output' }>;

/** As much as a program itself may print. */
const BUDGET_BYTES = 64 * 1024 * 1024;
const CUT = '\n[awaitscope: more output than 64 MB, the rest is cut]\n';

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
