/** Is a value an event? What comes from a file or from a supervisor may be anything. */
import type { TraceEvent } from './event.ts';

type Fields = Readonly<Record<string, (value: unknown) => boolean>>;

const isText = (value: unknown): boolean => typeof value === 'string';
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
/** Ids index tables: beyond this they would be no ids of one run. */
const MOST_IDS = 10_000_000;
const isId = (value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_IDS;
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isPlace = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const maybe =
  (check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || check(value);
const oneOf =
  (...words: readonly string[]) =>
  (value: unknown): boolean =>
    words.includes(value as string);
const has =
  (fields: Fields) =>
  (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const name of Object.keys(fields))
      if (fields[name]?.((value as Record<string, unknown>)[name]) !== true) return false;
    return true;
  };
const listOf =
  (check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(check);

const MOST_FRAMES = 2_000;
const MOST_LINES = 2_000;
const MOST_SPAN_NUMBERS = 300_000;
const atMost =
  (most: number, check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.length <= most && value.every(check);
const isAmount = (value: unknown): boolean => isTime(value) && (value as number) >= 0;

const range: Fields = { line: isPlace, column: isPlace, endLine: isPlace, endColumn: isPlace };
const place: Fields = { file: maybe(isText), line: maybe(isPlace), column: maybe(isPlace) };
const error = has({ name: isText, message: isText, stack: maybe(isText), ...place });

const EVENTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  start: has({
    entry: isText,
    startedAt: isText,
    node: isText,
    platform: isText,
    blockingThresholdMs: isTime,
    restsInterrupted: maybe(isFlag),
    valuePreviews: maybe(isFlag),
  }),
  file: has({
    file: has({ id: isId, path: isText }),
    functions: listOf(has({ id: isId, file: isId, name: isText, kind: isText, ...range })),
    sites: listOf(has({ id: isId, function: isId, kind: isText, text: isText, ...range })),
  }),
  labels: has({
    labels: listOf(
      has({
        id: isId,
        kind: isText,
        text: isText,
        ...place,
        own: maybe(has({ file: isText, line: isPlace, column: isPlace })),
      }),
    ),
  }),
  output: has({ time: isTime, stream: oneOf('stdout', 'stderr'), text: isText, base64: maybe(isText), task: isPlace }),
  profile: has({
    frames: atMost(
      MOST_FRAMES,
      has({
        name: isText,
        within: maybe(isText),
        file: isText,
        line: isPlace,
        column: isPlace,
        lines: atMost(MOST_LINES, has({ line: isPlace, column: isPlace, ticks: isAmount })),
      }),
    ),
    spans: atMost(MOST_SPAN_NUMBERS, isAmount),
  }),
  notInstrumented: has({ path: isText, reason: isText }),
  note: has({ text: isText }),
  refused: has({ time: isTime, what: isText, allow: isText, ...place }),
  end: has({
    time: isTime,
    outcome: oneOf('completed', 'threw', 'exited', 'timedOut', 'stopped', 'outOfMemory', 'crashed'),
    exitCode: Number.isInteger,
    error: maybe(error),
    heldSince: maybe(isTime),
  }),
};

/** An event other than `records`, which are bytes. */
export type JsonEvent = Exclude<TraceEvent, { type: 'records' }>;

/** Checks every field that somebody reads. */
export function isJsonEvent(value: unknown): value is JsonEvent {
  if (typeof value !== 'object' || value === null) return false;
  const { type } = value as { type?: unknown };
  return typeof type === 'string' && Object.hasOwn(EVENTS, type) && EVENTS[type]?.(value) === true;
}

/** Is it the end of a run as the supervisor tells it? */
export const isRunEnd = has({
  outcome: isText,
  exitCode: Number.isInteger,
  error: maybe(error),
  fatal: maybe(has({ place: isText, text: isText })),
});
