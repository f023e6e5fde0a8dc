/** What the program printed, line by line, with the time of each. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { OutputChunk } from '../../trace/tables.ts';
import { outputLines } from '../model/output-lines.ts';
import { formatTime } from '../model/format.ts';
import { VirtualList } from './virtual-list.tsx';

const ROW_HEIGHT = 20;

export function Output({ output, count }: { output: readonly OutputChunk[]; count: number }): JSX.Element {
  const lines = useMemo(() => outputLines(output), [output, count]);
  if (lines.length === 0) return <p class="hint">The program has printed nothing.</p>;
  return (
    <VirtualList
      count={lines.length}
      rowHeight={ROW_HEIGHT}
      role="log"
      label="Output of the program"
      follow={true}
      row={(index) => {
        const line = lines[index];
        return (
          <div key={index} class={`output-line ${line?.stream === 'stderr' ? 'is-stderr' : ''}`}>
            <span class="time">{formatTime(line?.time ?? 0)}</span>
            {line?.stream === 'stderr' && <span class="stream">stderr</span>}
            <span class="text" title={line?.text}>
              {line?.text}
            </span>
          </div>
        );
      }}
    />
  );
}
