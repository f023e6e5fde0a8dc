/** The pane at the right: tabs over Details, Findings, Output and Table, and the edge that resizes it. */
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Tab } from '../host.ts';
import { said, t, word } from '../l10n.ts';

const TABS: readonly (readonly [Tab, string])[] = [
  ['details', word('Details')],
  ['findings', word('Findings')],
  ['output', word('Output')],
  ['table', word('Table')],
];
const MIN_WIDTH = 180;

export interface SidePaneProps {
  readonly tab: Tab;
  /** CSS pixels */
  readonly width: number;
  /** How many there are, by tab. */
  readonly badges: Readonly<Partial<Record<Tab, number>>>;
  readonly children: ComponentChildren;
  readonly onTab: (tab: Tab) => void;
  readonly onResize: (width: number) => void;
}

export function SidePane({ badges, children, onResize, onTab, tab, width }: SidePaneProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const move = (by: number): void => {
    const next = TABS[(TABS.findIndex(([name]) => name === tab) + by + TABS.length) % TABS.length];
    if (next === undefined) return;
    onTab(next[0]);
    list.current?.querySelector<HTMLElement>(`#tab-${next[0]}`)?.focus();
  };
  return (
    <aside
      class="side"
      ref={(element) => {
        element?.style.setProperty('width', `${width}px`);
      }}
    >
      <Edge width={width} onResize={onResize} />
      <div class="tabs" role="tablist" aria-label={t('About the run')} ref={list}>
        {TABS.map(([name, label]) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls="tab-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => onTab(name)}
            onKeyDown={(event) => {
              if (event.key === 'ArrowRight') move(1);
              if (event.key === 'ArrowLeft') move(-1);
            }}
          >
            {said(label)}
            <Badge count={badges[name] ?? 0} />
          </button>
        ))}
      </div>
      <div class="tab-panel" id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {children}
      </div>
    </aside>
  );
}

function Badge({ count }: { count: number }): JSX.Element | null {
  return count === 0 ? null : <span class="badge">{count > 999 ? '999+' : count}</span>;
}

function Edge({ onResize, width }: { width: number; onResize: (width: number) => void }): JSX.Element {
  const resize = (wanted: number): void => {
    onResize(Math.round(Math.min(Math.max(MIN_WIDTH, wanted), window.innerWidth * 0.6)));
  };
  return (
    <div
      class="edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={t('Width of the details')}
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(window.innerWidth - event.clientX);
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') resize(width + 20);
        if (event.key === 'ArrowRight') resize(width - 20);
      }}
    />
  );
}
