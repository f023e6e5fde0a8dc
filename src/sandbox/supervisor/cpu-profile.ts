/**
 * V8's CPU profile → what the trace keeps of it: spans of time with the function of the program that ran, and its lines.
 * https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProfileFrame, ProfileLine, TraceEvent } from '../../trace/event.ts';
import type { Written, WrittenPlace } from '../../instrument/written.ts';
import { ForeignCode } from '../../trace/profile.ts';

interface Node {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    /** 0-based; -1 where there is none. */
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
  /** Lines are 1-based. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** As `stop()` of a CPU profile gives it, in JSON. */
export interface CpuProfile {
  readonly nodes: readonly Node[];
  /** µs, of which only the low 32 bits are given. */
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of nodes, and the time in µs that had passed since the sample before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** What is known of the program's files; see Modules. */
export interface Files {
  shownPath(file: string): string | null;
  written(file: string): Pick<Written, 'line' | 'at' | 'count'>;
  /** Is it the recorder's own? */
  isOurs(file: string): boolean;
  /** What the trace calls the function that begins there: V8 has no name for many, and of methods not the class. */
  nameAt(file: string, place: WrittenPlace): string | undefined;
}

export interface Clock {
  /** Trace time at which the profile ended. */
  readonly end: number;
  /** What came before this trace time is left out. */
  readonly from: number;
}

const US_PER_MS = 1000;
/** What was found at the last sample is taken to have run for so long at most. */
const LAST_US = 10_000;
const LONGEST_NAME = 200;
const MOST_FRAMES = 1_000;
const MOST_LINES = 500;
/** Spans beyond these, in the order of time, are left out. */
const MOST_SPANS = 50_000;
/** Of V8's own nodes, which stand for no function. */
const NOTHING = ['(root)', '(program)', '(idle)'];
const COLLECTION = '(garbage collector)';
/** Begins the addresses of what Node loads modules with. */
const LOADER = 'node:internal/modules/';
const NOWHERE = { file: '', line: 0, column: 0 };

type Profile = Extract<TraceEvent, { type: 'profile' }>;

interface Found extends Omit<ProfileFrame, 'lines'> {
  readonly lines: Map<number, ProfileLine>;
}

/** @returns null when no code of the program or of a package was seen, nor modules being loaded */
export function readProfile(profile: CpuProfile, files: Files, { end, from }: Clock): Profile | null {
  const reader = new Reader(profile, files);
  const spans: number[] = [];
  let elapsed = 0;
  let last = -1;
  // Samples come with differences of time that may be negative: no moment counts twice.
  let covered = Math.max(from, 0);
  const length = profile.endTime - profile.startTime;
  for (const [i, id] of profile.samples.entries()) {
    elapsed += profile.timeDeltas[i] ?? 0;
    const next = Math.min(length, elapsed + (profile.timeDeltas[i + 1] ?? LAST_US));
    // What was found at a sample ran until the next one.
    const start = Math.max(covered, end - (length - elapsed) / US_PER_MS);
    const ms = end - (length - next) / US_PER_MS - start;
    if (!(ms > 0)) continue;
    covered = start + ms;
    const frame = reader.frameOf(id);
    if (frame === last && last >= 0) spans[spans.length - 2] = (spans.at(-2) ?? 0) + ms;
    else if (frame >= 0 && spans.length < MOST_SPANS * 3) spans.push(start, ms, frame);
    last = frame;
  }
  return spans.length === 0 ? null : { type: 'profile', frames: reader.frames(), spans: spans.map(rounded) };
}

/** To the microsecond. */
function rounded(ms: number): number {
  return Math.round(ms * US_PER_MS) / US_PER_MS;
}

class Reader {
  readonly #files: Files;
  readonly #nodes = new Map<number, Node>();
  readonly #parents = new Map<number, number>();
  /** Place in `#frames` by node, and by what the frame says. */
  readonly #byNode = new Map<number, number>();
  readonly #byText = new Map<string, number>();
  readonly #frames: Found[] = [];

  constructor(profile: CpuProfile, files: Files) {
    this.#files = files;
    for (const node of profile.nodes) {
      this.#nodes.set(node.id, node);
      for (const child of node.children ?? []) this.#parents.set(child, node.id);
    }
  }

  frames(): ProfileFrame[] {
    return this.#frames.map((frame) => ({ ...frame, lines: [...frame.lines.values()].slice(0, MOST_LINES) }));
  }

  /** Place in the frames of what was running at a sample; -1 for nothing of the program. */
  frameOf(id: number): number {
    let known = this.#byNode.get(id);
    if (known === undefined) {
      known = this.#make(id);
      this.#byNode.set(id, known);
    }
    return known;
  }

  #make(id: number): number {
    const leaf = this.#nodes.get(id);
    if (leaf === undefined || NOTHING.includes(leaf.callFrame.functionName)) return -1;
    if (leaf.callFrame.functionName === COLLECTION) return this.#add({ name: 'garbage collection', ...NOWHERE });
    let within = '';
    for (let node: Node | undefined = leaf; node !== undefined; node = this.#parentOf(node)) {
      const file = pathOf(node.callFrame.url);
      const shown = file === null ? null : this.#files.shownPath(file);
      if (file === null || shown === null) {
        // The one that the program called itself stands last: the recorder's own stands between the two, and says nothing.
        if (file === null || !this.#files.isOurs(file)) within = nameIn(node, file) || within;
        continue;
      }
      const { functionName, lineNumber, columnNumber } = node.callFrame;
      const written = this.#files.written(file);
      const place = lineNumber < 0 ? { line: 1, column: 1 } : written.at(lineNumber + 1, columnNumber + 1);
      const top = functionName === '' && lineNumber <= 0 && columnNumber <= 0;
      const name = top ? '(module)' : (this.#files.nameAt(file, place) ?? functionName).slice(0, LONGEST_NAME);
      const index = this.#add({ name, file: shown, ...place, ...(within === '' ? {} : { within }) });
      const ticks = node === leaf ? (node.positionTicks ?? []) : [];
      for (const tick of ticks) {
        // Of code that was built in by the optimizer, V8 may give lines of another file.
        if (tick.line > lineNumber && tick.line <= written.count)
          this.#addLine(index, written.line(tick.line), tick.ticks);
      }
      return index;
    }
    return this.#foreign(leaf);
  }

  /** No code of the program is on the stack: modules are loaded, before it begins, or Node has called a package. */
  #foreign(leaf: Node): number {
    let loads = false;
    let outermost: { readonly node: Node; readonly file: string } | null = null;
    for (let node: Node | undefined = leaf; node !== undefined; node = this.#parentOf(node)) {
      const { url } = node.callFrame;
      loads ||= url.startsWith(LOADER);
      const file = pathOf(url);
      if (file !== null && !this.#files.isOurs(file)) outermost = { node, file };
    }
    const within = outermost === null ? '' : loads ? packageOf(outermost.file) : nameIn(outermost.node, outermost.file);
    if (!loads && within === '') return -1;
    const name = loads ? ForeignCode.Loading : ForeignCode.Packages;
    return this.#add({ name, ...NOWHERE, ...(within === '' ? {} : { within }) });
  }

  #parentOf(node: Node): Node | undefined {
    return this.#nodes.get(this.#parents.get(node.id) ?? -1);
  }

  #add(frame: Omit<ProfileFrame, 'lines'>): number {
    const key = JSON.stringify([frame.name, frame.file, frame.line, frame.column, frame.within]);
    let index = this.#byText.get(key);
    if (index === undefined) {
      if (this.#frames.length === MOST_FRAMES) return -1;
      index = this.#frames.push({ ...frame, lines: new Map() }) - 1;
      this.#byText.set(key, index);
    }
    return index;
  }

  #addLine(index: number, place: WrittenPlace, ticks: number): void {
    const lines = this.#frames[index]?.lines;
    const known = lines?.get(place.line);
    lines?.set(place.line, { ...place, ticks: ticks + (known?.ticks ?? 0) });
  }
}

/** Absolute path of a script; null for what is no file. */
function pathOf(url: string): string | null {
  if (path.isAbsolute(url)) return url;
  if (!url.startsWith('file:')) return null;
  try {
    return fileURLToPath(url);
  } catch {
    return null;
  }
}

/** A function that is not the program's, by its name and the package that it is of; '' for one without a name. */
function nameIn(node: Node, file: string | null): string {
  const { functionName, url } = node.callFrame;
  const name = functionName.slice(0, LONGEST_NAME);
  if (file === null) return url.startsWith(LOADER) ? '' : name;
  const owner = packageOf(file);
  return `${name === '' ? 'a function' : name}${owner === '' ? '' : ` of ${owner}`}`;
}

/** '' for what is in none. */
function packageOf(file: string): string {
  const parts = file.split(path.sep);
  const at = parts.lastIndexOf('node_modules');
  const inner = parts[at + 1] ?? '';
  return at < 0 ? '' : inner.startsWith('@') ? `${inner}/${parts[at + 2] ?? ''}` : inner;
}
