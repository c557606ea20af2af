import { parseArgs } from 'node:util';
import { drawIllustration } from './draw.ts';
import { startStandin } from './server.ts';

// By hand: node test/standin/main.ts --port 8080 --durations people
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'delivery-port': { type: 'string', default: '0' },
    durations: { type: 'string', default: 'people' },
  },
});
const { durations } = values;
if (durations !== 'people' && durations !== 'tests') throw new Error('--durations must be people or tests');

const standin = await startStandin({
  apiPort: Number(values.port),
  deliveryPort: Number(values['delivery-port']),
  durations,
  draw: drawIllustration,
});
console.log(`The stand-in service listens at ${standin.apiUrl} and delivers from ${standin.deliveryUrl}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void standin.close());
