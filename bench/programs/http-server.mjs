// A server on loopback that awaits twice a request, under load from a process of its own. Prints requests per second.
import { createServer } from 'node:http';

const REQUESTS = 3_000;
let answered = 0;
let start = 0;
const lookUp = async (id) => {
  await null;
  return `{"id":${id}}`;
};
const server = createServer(async (request, response) => {
  if (answered === 0) start = performance.now();
  const body = await lookUp(request.url.length);
  response.end(body);
  if (++answered < REQUESTS) return;
  const perSecond = (REQUESTS * 1000) / (performance.now() - start);
  response.on('close', () => {
    console.log(perSecond);
    server.closeAllConnections();
    server.close();
  });
});
server.listen(0, '127.0.0.1', () => {
  // The bench reads this, and starts the load.
  console.log(`listening ${server.address().port}`);
});
