const settle = async () => {
  await null;
  console.log('before the loop');
  for (;;);
};
await settle();
