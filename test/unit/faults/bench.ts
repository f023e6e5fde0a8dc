/** A workspace, launchers and a look at the processes, for tests of what happens around runs. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunEnd, RunRequest } from '../../../src/protocol/run.ts';
import { createLauncher } from '../../../src/sandbox/client.ts';
import type { Launcher } from '../../../src/sandbox/launcher.ts';
import { TraceBuilder } from '../../../src/trace/builder.ts';

export const onLinux = process.platform === 'linux' ? it : it.skip;
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Processes whose command line holds `text`, by /proc. */
export function processes(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => {
      if (!(id > 0) || id === process.pid) return false;
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });
}

export async function until(what: string, ask: () => boolean, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!ask()) {
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await pause(20);
  }
}

export class Bench {
  readonly folder: string;
  readonly cacheFolder: string;
  readonly workspace: string;
  readonly #launchers: Launcher[] = [];

  constructor(name: string) {
    this.folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), `${name}-`)));
    this.cacheFolder = path.join(this.folder, 'cache');
    this.workspace = path.join(this.folder, 'ws');
    mkdirSync(this.workspace);
  }

  launcher(cacheFolder = this.cacheFolder): Launcher {
    const made = createLauncher({ runtimeFolder: path.resolve('dist'), cacheFolder });
    this.#launchers.push(made);
    return made;
  }

  readonly request = (name: string, text: string, more: Partial<RunRequest> = {}): RunRequest => {
    const { workspace } = this;
    const entry = path.join(workspace, name);
    writeFileSync(entry, text);
    return {
      ...{ entry, workspace, args: [], overlays: [], allow: [], include: [], exclude: [], timeoutMs: 30_000 },
      ...{ maxMemoryMb: 512, blockingThresholdMs: 50, ringRecords: 16_384, maxRecords: 12_000_000, instrument: true },
      ...more,
    };
  };

  readonly run = async (
    launcher: Launcher,
    asked: RunRequest,
  ): Promise<{ end: RunEnd; trace: TraceBuilder; output: string }> => {
    const trace = new TraceBuilder();
    const end = await launcher.run(asked, (events) => {
      for (const event of events) trace.push(event);
    }).done;
    return { end, trace, output: trace.output.map(({ text }) => text).join('') };
  };

  dispose(): void {
    for (const launcher of this.#launchers) launcher.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
