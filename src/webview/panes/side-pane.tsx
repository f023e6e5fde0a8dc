/** The pane at the right: tabs over Details, Findings, Output and Table, and the edge that resizes it. */
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { ViewCommand } from '../../protocol/view-commands.ts';
import type { Tab } from '../host.ts';
import { said, t, word } from '../l10n.ts';

const TABS: readonly (readonly [Tab, string, ViewCommand])[] = [
  ['details', word('Details'), 'showDetails'],
  ['findings', word('Findings'), 'showFindings'],
  ['output', word('Output'), 'showOutput'],
  ['table', word('Table'), 'showTable'],
];
const MIN_WIDTH = 180;

/** A width that leaves room for the lanes. */
export function sideWidthOf(wanted: number): number {
  return Math.round(Math.min(Math.max(MIN_WIDTH, wanted), window.innerWidth * 0.6));
}

export interface SidePaneProps {
  readonly tab: Tab;
  /** CSS pixels */
  readonly width: number;
  /** How many there are, by tab. */
  readonly badges: Readonly<Partial<Record<Tab, number>>>;
  readonly children: ComponentChildren;
  readonly onAct: (command: ViewCommand) => void;
  readonly onResize: (width: number) => void;
}

export function SidePane({ badges, children, onAct, onResize, tab, width }: SidePaneProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const move = (by: number): void => {
    const next = TABS[(TABS.findIndex(([name]) => name === tab) + by + TABS.length) % TABS.length];
    if (next === undefined) return;
    onAct(next[2]);
    list.current?.querySelector<HTMLElement>(`#tab-${next[0]}`)?.focus();
  };
  return (
    <aside
      class="side"
      ref={(element) => {
        element?.style.setProperty('width', `${width}px`);
      }}
    >
      <Edge width={width} onAct={onAct} onResize={onResize} />
      <div class="tabs" role="tablist" aria-label={t('About the run')} ref={list}>
        {TABS.map(([name, label, command]) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls="tab-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => onAct(command)}
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

function Edge({ onAct, onResize, width }: Pick<SidePaneProps, 'onAct' | 'onResize' | 'width'>): JSX.Element {
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
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          onResize(sideWidthOf(window.innerWidth - event.clientX));
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onAct('widenDetails');
        if (event.key === 'ArrowRight') onAct('narrowDetails');
      }}
    />
  );
}
