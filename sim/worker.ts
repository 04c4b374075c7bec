import { parentPort, workerData } from 'node:worker_threads'
import { playMany } from './play-many'

// Bundled by sim/main.ts, which starts one of these for each core.
const onPlayed = (violation: string | undefined) => parentPort?.postMessage({ kind: 'played', violation })
parentPort?.postMessage({ kind: 'done', tally: await playMany({ ...workerData, onPlayed }) })
