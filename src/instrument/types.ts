import type { CallbackInfo } from '../trace/channel.ts';
import type { FunctionInfo, SiteInfo } from '../trace/event.ts';

export type ModuleKind = 'module' | 'commonjs';

export interface InstrumentInput {
  /** Decides the language by its extension, and names the source in the map. */
  readonly path: string;
  readonly text: string;
  readonly moduleKind: ModuleKind;
  readonly jsx?: {
    readonly runtime: 'automatic' | 'classic';
    readonly importSource?: string;
    readonly factory?: string;
    readonly fragment?: string;
  };
  readonly compilerOptions?: {
    readonly experimentalDecorators?: boolean;
    readonly emitDecoratorMetadata?: boolean;
    readonly useDefineForClassFields?: boolean;
    /** Imports stay as they are written; otherwise those that no value needs are left out, as TypeScript does. */
    readonly verbatimModuleSyntax?: boolean;
  };
  /** false: only make it JavaScript. */
  readonly probes?: boolean;
}

export interface Instrumented {
  readonly code: string;
  /** `mappings` of a version 3 source map; '' when every position is the original one. */
  readonly mappings: string;
  /** Ids are local to the file, from 1; `file` is 0. */
  readonly functions: readonly FunctionInfo[];
  readonly sites: readonly SiteInfo[];
  /** By id - 1. */
  readonly callbacks: readonly CallbackInfo[];
  /** Where ids stand in `code`, in order. */
  readonly ids: readonly { readonly offset: number; readonly kind: 'function' | 'site' | 'callback' }[];
  /** Why the text has no probes, when it should have. */
  readonly notInstrumented?: string;
}

export interface SourceError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export type InstrumentResult =
  { readonly ok: true; readonly value: Instrumented } | { readonly ok: false; readonly error: SourceError };
