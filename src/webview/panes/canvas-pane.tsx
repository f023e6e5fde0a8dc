/** The canvas, its tooltip and its voice for the screen reader, with the timeline's life cycle. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ViewCommand } from '../../protocol/view-commands.ts';
import type { Trace } from '../../trace/tables.ts';
import { describe, type Description } from '../model/describe.ts';
import type { Target } from '../model/selection.ts';
import { listen } from '../view/input.ts';
import { listenToOverview } from '../view/overview-input.ts';
import { Timeline } from '../view/timeline.ts';
import { Tooltip } from '../view/tooltip.ts';
import { t } from '../l10n.ts';

export interface CanvasPaneProps {
  readonly trace: Trace;
  /** What the screen reader is told. */
  readonly spoken: string;
  readonly onCreate: (timeline: Timeline) => void;
  readonly onSelect: (target: Target | null) => void;
  readonly onReveal: (target: Target) => void;
  readonly onViewChange: () => void;
  readonly onTime: (time: number) => void;
  readonly onAct: (command: ViewCommand) => void;
}

export function CanvasPane(props: CanvasPaneProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overview = useRef<HTMLCanvasElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  useLayoutEffect(() => {
    const element = canvas.current;
    const tipElement = tip.current;
    const overviewElement = overview.current;
    const parent = element?.parentElement ?? null;
    if (element === null || overviewElement === null || tipElement === null || parent === null) return;
    const timeline = new Timeline(element, overviewElement, props.trace, {
      selected: (target) => latest.current.onSelect(target),
      viewChanged: () => latest.current.onViewChange(),
    });
    const tooltip = new Tooltip(tipElement);
    let told: { trace: Trace; key: string; description: Description } | null = null;
    const unlisten = listen(element, timeline, {
      hovered: (target, x, y) => {
        if (target === null) tooltip.hide();
        else {
          const { trace } = timeline;
          const key = JSON.stringify(target);
          // Words cost a walk over the run, at worst; the pointer moves within one bar many times.
          if (told?.key !== key || told.trace !== trace || !trace.ended) {
            told = { trace, key, description: describe(trace, timeline.segments, target, timeline.lanes) };
          }
          tooltip.show(told.description, key, x, y);
        }
      },
      reveal: (target) => latest.current.onReveal(target),
      timed: (time) => latest.current.onTime(time),
      act: (command) => latest.current.onAct(command),
    });
    const unlistenOverview = listenToOverview(overviewElement, timeline);
    const sizes = new ResizeObserver(() => timeline.resize(parent.clientWidth, parent.clientHeight));
    sizes.observe(parent);
    const unwatch = watchTheme(() => timeline.themeChanged());
    latest.current.onCreate(timeline);
    return () => {
      unlisten();
      unlistenOverview();
      unwatch();
      sizes.disconnect();
    };
  }, []);
  return (
    <div class="plot-column">
      {/* What it does the keys of the timeline do, too. */}
      <canvas ref={overview} class="overview" aria-hidden="true" />
      <div class="plot">
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-label={t(
            'Async timeline. Arrow keys walk through the bars, Enter goes to the source, plus and minus zoom, 0 fits, question mark lists all keys.',
          )}
          aria-describedby="spoken"
        />
        <div ref={tip} class="tooltip" role="tooltip" hidden />
        <div id="spoken" class="spoken" role="status" aria-live="polite">
          {props.spoken}
        </div>
      </div>
    </div>
  );
}

/** A theme change shows in the body's classes and data, and in the variables on the root's style. */
function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  const options = {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-vscode-theme-id', 'data-vscode-theme-kind'],
  };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
  // Another screen has another resolution; fonts change widths.
  document.fonts.addEventListener('loadingdone', changed);
  return () => {
    observer.disconnect();
    document.fonts.removeEventListener('loadingdone', changed);
  };
}
