// Keeps sixteen requests under way on a port until the server is gone. Not measured, not recorded.
import { Agent, get } from 'node:http';

const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const next = () => {
  get({ port, host: '127.0.0.1', path: '/item', agent }, (answer) => {
    answer.resume();
    answer.on('end', next);
    answer.on('error', () => process.exit(0));
  }).on('error', () => process.exit(0));
};
for (let i = 0; i < 16; i++) next();
