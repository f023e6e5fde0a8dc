/** Milliseconds since the run started, on the worker's monotonic clock. */
export type Milliseconds = number;
/** Index of a row in one of the trace's tables. Ids that reach a file or a message are 1-based; 0 means "none". */
export type FileId = number;
export type FunctionId = number;
export type SiteId = number;
/** Tasks and the promises that the recorder numbers share one sequence: a promise whose id is a task's id is that task's own. */
export type TaskId = number;
export type PromiseId = number;
export type TurnId = number;
export type OperationId = number;
export type LabelId = number;
/** 1-based line and column, as in the JSON form. Columns count UTF-16 code units. */
export type Line = number;
export type Column = number;

/** A duration as text, with its unit: `340 ns`, `12.5 µs`, `3.2 ms`, `1.25 s`. */
export function formatMs(ms: Milliseconds): string {
  const digits = (value: number): string =>
    (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)).replace(
      /\.0+$|(\.\d*?)0+$/,
      '$1',
    );
  if (!Number.isFinite(ms)) return '–';
  const size = Math.abs(ms);
  if (size === 0) return '0 ms';
  if (size < 0.001) return `${(ms * 1e6).toFixed(0)} ns`;
  if (size < 1) return `${digits(ms * 1000)} µs`;
  if (size < 1000) return `${digits(ms)} ms`;
  return `${digits(ms / 1000)} s`;
}
