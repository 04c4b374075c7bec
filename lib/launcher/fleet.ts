import { runEverything } from './main.ts'
import { parseEdgeCount } from './plan-edges.ts'

/** `npm run fleet -- 3`: what `npm start` does, with so many edges on one database. */
export async function main(args: readonly string[]): Promise<number> {
  return runEverything(parseEdgeCount(args))
}
