/** Messages between the extension host and the timeline's webview. Nothing is posted to the view before its `ready`. */
import type { Digest } from '../trace/digest.ts';
import type { TraceEvent } from '../trace/event.ts';
import type { SiteId, TaskId } from '../trace/units.ts';
import type { ViewCommand } from './view-commands.ts';

export type RunState = 'idle' | 'running' | 'ended';

/** What playback can be told to do; `play` and `backwards` also pause, `follow` also stops following in the editor. */
export type PlaybackAction =
  'toggle' | 'play' | 'backwards' | 'first' | 'previous' | 'next' | 'last' | 'faster' | 'slower' | 'follow';

/** What the view can draw itself for a file. */
export type PictureFormat = 'svg' | 'png';

/** A run that can be shown. */
export interface RunChoice {
  readonly id: number;
  readonly title: string;
  /** ISO 8601; '' of a run that has not begun. */
  readonly startedAt: string;
}

export type ToWebview =
  /** A new run, or a saved trace: forget what was shown. */
  /** `records`: about how many will come, of a run that is known already. */
  | { readonly type: 'reset'; readonly title: string; readonly state: RunState; readonly records?: number }
  | { readonly type: 'events'; readonly events: readonly TraceEvent[] }
  /** In place of all events of a run that is too long for the view; later ones replace it. */
  | { readonly type: 'digest'; readonly digest: Digest }
  /** `more`: the run has ended, and more of its events will come. */
  | { readonly type: 'state'; readonly state: RunState; readonly message?: string; readonly more?: boolean }
  /** Light up the bars of these sites (the cursor is on them); empty clears. */
  | { readonly type: 'highlight'; readonly sites: readonly SiteId[] }
  /** Bring a task into view, select it. */
  | { readonly type: 'select'; readonly task: TaskId }
  | { readonly type: 'command'; readonly command: ViewCommand }
  | { readonly type: 'playback'; readonly action: PlaybackAction }
  /** Draw what is shown as a picture, and answer with it. */
  | { readonly type: 'draw'; readonly format: PictureFormat }
  /** The runs that can be chosen, the latest first. */
  | { readonly type: 'runs'; readonly runs: readonly RunChoice[]; readonly shown: number };

export type FromWebview =
  | { readonly type: 'ready' }
  /** A message of events has been taken in: another may come. */
  | { readonly type: 'taken' }
  /** Go to a place in source. `file` is a trace path. */
  | { readonly type: 'reveal'; readonly file: string; readonly line: number; readonly column: number }
  /** Show a place beside the view as playback passes it, and leave the focus here. `file` is a trace path. */
  | { readonly type: 'follow'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly type: 'unfollow' }
  /** Save what the view shows: ask for the format. */
  | { readonly type: 'export' }
  /** The answer to `draw`: text of an SVG, or base64 of a PNG. */
  | { readonly type: 'picture'; readonly format: PictureFormat; readonly data: string }
  | { readonly type: 'choose'; readonly run: number }
  /** More of this stretch of a run that was sent as a digest, ms. */
  | { readonly type: 'detail'; readonly start: number; readonly end: number }
  | { readonly type: 'stop' }
  | { readonly type: 'rerun' }
  /** Open an example, to have something to look at. */
  | { readonly type: 'examples' };
