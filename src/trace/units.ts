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
