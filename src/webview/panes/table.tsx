/** The timeline as a table, for screen readers and for reading numbers: one row for each segment. */
import type { JSX } from 'preact';
import type { ViewCommand } from '../../protocol/view-commands.ts';
import { segmentEnd } from '../../trace/queries.ts';
import { STATE_NAMES, type Trace } from '../../trace/tables.ts';
import { formatDuration, formatTime } from '../model/format.ts';
import { stateName } from '../model/meanings.ts';
import type { Target } from '../model/selection.ts';
import { cellText, COLUMN_COMMANDS, COLUMNS, ROW_KEYS, type Column, type Order } from '../model/table-rows.ts';
import { VirtualList } from './virtual-list.tsx';
import { said, t, word } from '../l10n.ts';

const ROW_HEIGHT = 22;

const NAMES: Readonly<Record<Column, string>> = {
  start: word('Start'),
  duration: word('Duration'),
  state: word('State'),
  function: word('Function'),
  at: word('At'),
  waitedFor: word('Waited for'),
  value: word('Value'),
};

export interface TableProps {
  readonly trace: Trace;
  /** Rows of the segments to list, in their order. */
  readonly rows: Int32Array;
  readonly order: Order;
  /** Row of the selected segment, or -1. */
  readonly selected: number;
  readonly onAct: (command: ViewCommand) => void;
  readonly onSelect: (target: Target) => void;
  readonly onReveal: (target: Target) => void;
}

export function Table(props: TableProps): JSX.Element {
  const { onAct, onReveal, onSelect, order, rows, selected, trace } = props;
  if (rows.length === 0) return <p class="hint">{t('No task to list.')}</p>;
  const at = selected < 0 ? -1 : rows.indexOf(selected);
  const onKey = (event: KeyboardEvent): void => {
    const command = ROW_KEYS[event.key];
    if (command !== undefined) onAct(command);
    else if (event.key === 'Enter' && at >= 0 && event.target === event.currentTarget) {
      onReveal({ kind: 'segment', segment: selected });
    } else return;
    event.preventDefault();
  };
  return (
    <VirtualList
      count={rows.length}
      rowHeight={ROW_HEIGHT}
      role="table"
      label={t('Segments of all tasks')}
      reveal={at}
      onKey={onKey}
      header={
        <div class="table-row table-head" role="row" aria-rowindex={1}>
          {COLUMNS.map((column) => (
            <Head key={column} column={column} order={order} onAct={onAct} />
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

/** A click sorts by the column, another one the other way round, a third as it was. */
function Head({ column, onAct, order }: Pick<TableProps, 'order' | 'onAct'> & { column: Column }): JSX.Element {
  const on = order.by === column;
  return (
    <span role="columnheader" aria-sort={on ? (order.descending ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        class="link"
        title={t('Sort by this column')}
        onClick={() => onAct(COLUMN_COMMANDS[column])}
      >
        {said(NAMES[column])}
        {on && (
          <span class="arrow" aria-hidden="true">
            {order.descending ? '▾' : '▴'}
          </span>
        )}
      </button>
    </span>
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
  const name = STATE_NAMES[state as 0 | 1 | 2];
  const cells = [
    formatTime(start),
    formatDuration(segmentEnd(trace, segment) - start),
    stateName(name),
    ...(['function', 'at', 'waitedFor', 'value'] as const).map((column) => cellText(trace, segment, column)),
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
          {i === 2 && <span class={`swatch is-${name}`} aria-hidden="true" />}
          <bdi>{text}</bdi>
        </span>
      ))}
    </div>
  );
}
