/**
 * A process of its own that asks the extension host for hovers, one after the other, as the workbench does: what it waits
 * for is the host's event loop, its processor and its answer, and not the workbench's own thread.
 */
export const PAUSE_MS = 20;

let askedAt = 0n;

function ask(): void {
  askedAt = process.hrtime.bigint();
  process.send?.('hover');
}

process.on('message', (answeredAt: string) => {
  if (answeredAt !== '') process.send?.(Number(BigInt(answeredAt) - askedAt) / 1e6);
  setTimeout(ask, PAUSE_MS);
});
process.on('disconnect', () => process.exit(0));
