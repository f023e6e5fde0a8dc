/**
 * A server and its clients in one file. The sandbox has no network unless you allow it; run it with `--allow net`, or
 * add "net" to the setting awaitscope.allow.
 *
 * On the timeline: six clients wait for six answers. The server's handlers are tasks of their own, woken by the poll
 * phase. `/slow` holds the thread for 60 ms; look at what happens to the requests that arrive meanwhile.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const server = createServer(async (request, response) => {
  if (request.url === '/slow') {
    const end = performance.now() + 60;
    while (performance.now() < end);
  } else {
    await sleep(40); // a database, say
  }
  response.end(`answer to ${request.url}`);
});

async function client(port, url) {
  const response = await fetch(`http://127.0.0.1:${port}${url}`); // suspended until the headers are here
  return await response.text(); // and again until the body is
}

try {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const answers = await Promise.all(['/a', '/b', '/slow', '/c', '/d', '/slow'].map((url) => client(port, url)));
  for (const answer of answers) console.log(answer);
} catch (error) {
  if (error.code !== 'ERR_ACCESS_DENIED') throw error;
  console.log('This example needs the network: run it again with --allow net.');
} finally {
  server.close();
  server.closeAllConnections();
}
