interface Luck {
  readonly none: true;
}
async function fail(_luck: Luck): Promise<never> {
  await null;
  // The next line throws.
  throw new Error('no luck');
}
await fail({ none: true });
