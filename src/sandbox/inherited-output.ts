/**
 * What programs that a run has started print to the standard output or error that they inherit. They write to the descriptors of the
 * supervisor, past all frames, so of its place among the run's own output is known only when it came. Node prints there, too: what
 * ended the program, behind a mark, and of top-level awaits that nothing settles.
 */
import type { ChildProcess } from 'node:child_process';
import type { TraceEvent } from '../trace/event.ts';
import { WORDS_MARK } from '../trace/channel.ts';
import { withoutUnsettled } from './unsettled.ts';

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

const MARK = Buffer.from(WORDS_MARK);
const WORDS_END = /\nNode\.js v[^\n]+\n/;

export class InheritedOutput {
  /** What Node printed of the error that ended the program, once it is complete. */
  words = '';
  #bytes = 0;
  /** What may be the begin of a mark, or of Node's words. */
  #held = Buffer.alloc(0);
  #isMarked = false;
  readonly #print: (outputs: readonly Output[]) => void;

  constructor(print: (outputs: readonly Output[]) => void) {
    this.#print = print;
  }

  take(stream: Output['stream'], chunk: Buffer, time: number): void {
    this.#take(stream, stream === 'stderr' ? this.#withoutWords(chunk) : chunk, time);
  }

  /** Nothing more comes: words that are not complete may be those of another program. */
  end(time: number): void {
    this.#take('stderr', this.#held, time);
  }

  #take(stream: Output['stream'], chunk: Buffer, time: number): void {
    if (chunk.length === 0 || this.#bytes > BUDGET_BYTES) return;
    this.#bytes += chunk.length;
    if (this.#bytes > BUDGET_BYTES) {
      this.#print([{ type: 'output', time, stream: 'stderr', text: CUT, task: 0 }]);
      return;
    }
    const text = chunk.toString();
    if (!Buffer.from(text).equals(chunk)) {
      this.#print([{ type: 'output', time, stream, text, base64: chunk.toString('base64'), task: 0 }]);
      return;
    }
    const others = stream === 'stderr' ? withoutUnsettled(text) : text;
    if (others !== '') this.#print([{ type: 'output', time, stream, text: others, task: 0 }]);
  }

  /** Holds back Node's words, and keeps them. @returns what others have printed */
  #withoutWords(chunk: Buffer): Buffer {
    const whole = Buffer.concat([this.#held, chunk]);
    let others = Buffer.alloc(0);
    this.#held = whole;
    if (!this.#isMarked) {
      const at = whole.indexOf(MARK);
      const end = at === -1 ? whole.length - startOfMark(whole) : at;
      others = whole.subarray(0, end);
      this.#held = whole.subarray(at === -1 ? end : at + MARK.length);
      if (at === -1) return others;
      this.#isMarked = true;
    }
    const text = this.#held.toString();
    const match = WORDS_END.exec(text);
    if (match === null) return others;
    this.words = text.slice(0, match.index + match[0].length);
    others = Buffer.concat([others, this.#held.subarray(Buffer.byteLength(this.words))]);
    this.#held = Buffer.alloc(0);
    this.#isMarked = false;
    return others;
  }
}

/** How many bytes at the end may be the begin of a mark. */
function startOfMark(bytes: Buffer): number {
  const at = bytes.indexOf(0, Math.max(0, bytes.length - MARK.length + 1));
  return at !== -1 && MARK.indexOf(bytes.subarray(at)) === 0 ? bytes.length - at : 0;
}
