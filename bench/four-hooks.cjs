// Preloaded: what any tool pays that asks async_hooks for everything and does nothing with it.
let count = 0;
const add = () => {
  count++;
};
require('node:async_hooks').createHook({ init: add, before: add, after: add, destroy: add }).enable();
process.on('exit', () => {
  if (count < 0) console.error(count);
});
