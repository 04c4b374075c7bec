import { parentPort, workerData } from 'node:worker_threads'
import { playMany } from './play-many'

// Bundled by sim/main.ts, which starts one of these for each core.
parentPort?.postMessage(await playMany(workerData))
