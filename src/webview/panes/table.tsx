/** The timeline as a table, for screen readers and for reading numbers: one row for each segment. */
import type { JSX } from 'preact';
import { segmentEnd, taskTitle, waitingFor } from '../../trace/queries.ts';
import { STATE_NAMES, State, type Trace } from '../../trace/tables.ts';
import { formatDuration, formatTime } from '../model/format.ts';
import { siteOf, siteText } from '../model/places.ts';
import type { Target } from '../model/selection.ts';
import { valueText } from '../model/value-facts.ts';
import { VirtualList } from './virtual-list.tsx';

const ROW_HEIGHT = 22;

export interface TableProps {
  readonly trace: Trace;
  /** Rows of the segments to list. */
  readonly rows: Int32Array;
  /** Row of the selected segment, or -1. */
  readonly selected: number;
  readonly onSelect: (target: Target) => void;
}

export function Table({ onSelect, rows, selected, trace }: TableProps): JSX.Element {
  if (rows.length === 0) return <p class="hint">No task to list.</p>;
  const at = selected < 0 ? -1 : rows.indexOf(selected);
  return (
    <VirtualList
      count={rows.length}
      rowHeight={ROW_HEIGHT}
      role="table"
      label="Segments of all tasks in order of their starts"
      reveal={at}
      header={
        <div class="table-row table-head" role="row" aria-rowindex={1}>
          {['Start', 'Duration', 'State', 'Function', 'At', 'Waited for', 'Value'].map((name) => (
            <span key={name} role="columnheader">
              {name}
            </span>
          ))}
        </div>
      }
      row={(index) => {
        const segment = rows[index] ?? 0;
        return (
          <Row
            key={segment}
            trace={trace}
            segment={segment}
            index={index}
            on={segment === selected}
            onSelect={onSelect}
          />
        );
      }}
    />
  );
}

interface RowProps {
  readonly trace: Trace;
  readonly segment: number;
  readonly index: number;
  readonly on: boolean;
  readonly onSelect: (target: Target) => void;
}

function Row({ index, on, onSelect, segment, trace }: RowProps): JSX.Element {
  const state = trace.segments.state.get(segment);
  const start = trace.segments.start.get(segment);
  const site = siteOf(trace, segment);
  const cells = [
    formatTime(start),
    formatDuration(segmentEnd(trace, segment) - start),
    STATE_NAMES[state as 0 | 1 | 2],
    taskTitle(trace, trace.segments.task.get(segment)),
    state === State.Running || site === undefined ? '' : siteText(site),
    state === State.Running ? '' : (waitingFor(trace, segment)?.label ?? ''),
    valueText(trace, segment),
  ];
  return (
    <div
      class={`table-row ${on ? 'is-selected' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={on}
      onClick={() => onSelect({ kind: 'segment', segment })}
    >
      {cells.map((text, i) => (
        <span key={i} role="cell" title={text} class={i < 2 ? 'number' : ''}>
          {i === 2 && <span class={`swatch is-${text}`} aria-hidden="true" />}
          {text}
        </span>
      ))}
    </div>
  );
}
