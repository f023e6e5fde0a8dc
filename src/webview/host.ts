/** The page's side of the channel to the extension, and what it keeps while it is hidden. */
import type { FromWebview, ToWebview } from '../protocol/panel.ts';
import { VIEW_COMMANDS } from '../protocol/view-commands.ts';
import { setTranslations } from './l10n.ts';
import type { Grouping } from './model/lanes.ts';
import type { Span } from './model/scale.ts';
import type { Target } from './model/selection.ts';
import type { Order } from './model/table-rows.ts';
import type { SortBy } from './model/sorting.ts';

export type Tab = 'details' | 'findings' | 'output' | 'table';

export interface SavedState {
  /** Which run the window and the selection belong to: the time at which it started. */
  readonly run: string;
  readonly span: Span | null;
  readonly selection: Target | null;
  readonly filter: string;
  readonly hidesOthers: boolean;
  readonly grouping: Grouping;
  readonly sortBy: SortBy;
  readonly tab: Tab;
  /** CSS pixels */
  readonly sideWidth: number;
  readonly sideOpen: boolean;
  readonly scrollTop: number;
  readonly range: Span | null;
  /** Where the cursor line stands, ms; null for nowhere. */
  readonly cursor: number | null;
  /** The critical path is shown. */
  readonly path: boolean;
  /** Of the table. */
  readonly order: Order;
  /** Rows of collapsed tasks. */
  readonly collapsed: readonly number[];
  /** Keys of lanes that are not folded as they usually are. */
  readonly toggled: readonly string[];
  /** The step at which playback stands; null while it is closed. */
  readonly playback: number | null;
}

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: SavedState): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

readTranslations();

/** The document brings them; nothing is said before. */
function readTranslations(): void {
  const known: unknown = JSON.parse(document.body.dataset['translations'] ?? '{}');
  if (typeof known === 'object' && known !== null) setTranslations(known as Record<string, string>);
}

export function post(message: FromWebview): void {
  api.postMessage(message);
}

export function saveState(state: SavedState): void {
  api.setState(state);
}

/** What was saved, as far as it has the right shape. */
export function loadState(): Partial<SavedState> {
  const state = api.getState();
  return typeof state === 'object' && state !== null ? state : {};
}

const TYPES: readonly string[] = [
  'reset',
  'events',
  'digest',
  'state',
  'highlight',
  'select',
  'playback',
  'draw',
  'runs',
  'command',
] satisfies ToWebview['type'][];

export function isToWebview(value: unknown): value is ToWebview {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  if (typeof value.type !== 'string' || !TYPES.includes(value.type)) return false;
  if (value.type === 'events') return 'events' in value && Array.isArray(value.events);
  if (value.type === 'runs') return 'runs' in value && Array.isArray(value.runs);
  if (value.type === 'command') return 'command' in value && VIEW_COMMANDS.some((name) => name === value.command);
  return value.type !== 'highlight' || ('sites' in value && Array.isArray(value.sites));
}
