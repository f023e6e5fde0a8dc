/** From the command to the first bar, with the supervisor started ahead as the editor does. */
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { createLauncher } from '../src/sandbox/client.ts';

/** Long enough for a supervisor to be ready, as it is after an editor has been open for a moment. ms */
const AHEAD_MS = 1500;

export async function timeToFirstBar(entry, runtimeFolder, cacheFolder) {
  const workspace = path.dirname(entry);
  const launcher = createLauncher({ runtimeFolder, cacheFolder });
  try {
    launcher.prepare(workspace);
    await sleep(AHEAD_MS);
    const start = performance.now();
    let first = Number.NaN;
    const request = {
      entry,
      workspace,
      args: [],
      overlays: [],
      allow: [],
      include: [],
      exclude: [],
      timeoutMs: 30_000,
      maxMemoryMb: 1024,
      maxRecords: 12_000_000,
      blockingThresholdMs: 50,
      ringRecords: 262_144,
      instrument: true,
    };
    await launcher.run(request, (events) => {
      if (Number.isNaN(first) && events.some(({ type }) => type === 'records')) first = performance.now() - start;
    }).done;
    return first;
  } finally {
    launcher.dispose();
  }
}
