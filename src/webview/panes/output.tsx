/** What the program printed, line by line, with the time and the task of each; a click takes the cursor line there. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { taskTitle } from '../../trace/queries.ts';
import type { Trace } from '../../trace/tables.ts';
import { outputLines, type OutputLine } from '../model/output-lines.ts';
import { formatTime } from '../model/format.ts';
import type { Target } from '../model/selection.ts';
import { VirtualList } from './virtual-list.tsx';
import { t } from '../l10n.ts';

const ROW_HEIGHT = 20;

export interface OutputProps {
  readonly trace: Trace;
  /** Of chunks: the list grows while the program runs. */
  readonly count: number;
  /** Where the cursor line stands, or null. */
  readonly cursor: number | null;
  readonly onTime: (time: number) => void;
  readonly onSelect: (target: Target) => void;
}

export function Output({ count, cursor, onSelect, onTime, trace }: OutputProps): JSX.Element {
  const lines = useMemo(() => outputLines(trace.output), [trace, count]);
  if (lines.length === 0) return <p class="hint">{t('The program has printed nothing.')}</p>;
  return (
    <VirtualList
      count={lines.length}
      rowHeight={ROW_HEIGHT}
      role="log"
      label={t('Output of the program')}
      follow={true}
      reveal={cursor === null ? -1 : lines.findIndex(({ time }) => time === cursor)}
      row={(index) => {
        const line = lines[index];
        return line === undefined ? (
          <div key={index} />
        ) : (
          <Line key={index} trace={trace} line={line} on={cursor === line.time} onTime={onTime} onSelect={onSelect} />
        );
      }}
    />
  );
}

interface LineProps extends Pick<OutputProps, 'trace' | 'onTime' | 'onSelect'> {
  readonly line: OutputLine;
  readonly on: boolean;
}

function Line({ line, on, onSelect, onTime, trace }: LineProps): JSX.Element {
  const { stream, task, text, time } = line;
  const title = task < 0 ? '' : taskTitle(trace, task);
  return (
    <div
      class={`output-line ${stream === 'stderr' ? 'is-stderr' : ''} ${on ? 'is-selected' : ''}`}
      onClick={() => onTime(time)}
    >
      <button type="button" class="link time" title={t('Move the cursor line here')}>
        {formatTime(time)}
      </button>
      <span class="task">
        {task >= 0 && (
          <button
            type="button"
            class="link"
            title={title}
            onClick={(event) => {
              event.stopPropagation();
              onTime(time);
              onSelect({ kind: 'task', task });
            }}
          >
            <bdi>{title}</bdi>
          </button>
        )}
      </span>
      {stream === 'stderr' && <span class="stream">stderr</span>}
      <bdi class="text" title={text}>
        {text}
      </bdi>
    </div>
  );
}
