// As little as a program with one task can do: what is measured is the start.
async function main() {
  await null;
}
await main();
