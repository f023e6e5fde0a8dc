/** Rows of one height, of which only those in view are in the page. */
import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface VirtualListProps {
  readonly count: number;
  /** CSS pixels */
  readonly rowHeight: number;
  readonly role: 'table' | 'log';
  readonly label: string;
  readonly header?: ComponentChildren;
  /** Row to bring into view when it changes; -1 for none. */
  readonly reveal?: number;
  /** Stay at the end while rows are added, unless the reader has scrolled up. */
  readonly follow?: boolean;
  readonly onKey?: (event: KeyboardEvent) => void;
  readonly row: (index: number) => JSX.Element;
}

const OVERSCAN = 4;
/** Browsers do not lay out taller elements exactly. CSS pixels */
const MAX_HEIGHT = 8_000_000;

export function VirtualList(props: VirtualListProps): JSX.Element {
  const { count, follow, header, label, reveal = -1, role, row, rowHeight } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(200);
  const total = Math.min(count * rowHeight, MAX_HEIGHT);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (follow === true && atEnd.current && scroller.current !== null) scroller.current.scrollTop = total;
  }, [count, follow]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || reveal < 0) return;
    const y = (reveal / count) * total;
    if (y < element.scrollTop || y > element.scrollTop + element.clientHeight - 3 * rowHeight) {
      element.scrollTop = y - element.clientHeight / 3;
    }
  }, [reveal]);
  // Beyond the greatest height the scroll position is a share of the rows.
  const from = total === 0 ? 0 : (top / total) * count;
  const first = Math.max(0, Math.floor(from) - OVERSCAN);
  const last = Math.min(count, Math.ceil(from + height / rowHeight) + OVERSCAN);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, i) => row(first + i));
  const offset = Math.max(0, top - (from - first) * rowHeight);
  return (
    <div
      class="virtual"
      role={role}
      aria-label={label}
      aria-rowcount={role === 'table' ? count + 1 : undefined}
      tabIndex={0}
      onKeyDown={props.onKey}
      ref={scroller}
      onScroll={(event) => {
        const element = event.currentTarget;
        atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - rowHeight;
        setTop(element.scrollTop);
      }}
    >
      {header}
      <div
        class="virtual-space"
        role="presentation"
        ref={(element) => {
          element?.style.setProperty('height', `${total}px`);
        }}
      >
        <div
          class="virtual-rows"
          role={role === 'table' ? 'rowgroup' : 'presentation'}
          ref={(element) => {
            element?.style.setProperty('transform', `translateY(${offset}px)`);
          }}
        >
          {rows}
        </div>
      </div>
    </div>
  );
}
