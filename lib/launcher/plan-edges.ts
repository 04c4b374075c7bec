import type { LauncherEnv } from '../server/env.ts'

/** One of the edges to run on this machine. */
export type PlannedEdge = {
  /** Name for the operator. */
  readonly name: string
  readonly region: string
  readonly port: number
  /** 0 takes any free one. */
  readonly controlPort: number
}

type Settings = Pick<LauncherEnv, 'REGION' | 'EDGE_PORT' | 'CONTROL_PORT'>

/** Ports from those of the settings upwards, and a region for each. One edge alone gets the settings as they are. */
export function planEdges({ REGION, EDGE_PORT, CONTROL_PORT }: Settings, count: number): readonly PlannedEdge[] {
  if (count === 1) return [{ name: 'edge', region: REGION, port: EDGE_PORT, controlPort: CONTROL_PORT }]
  const next = (port: number, index: number) => (port === 0 ? 0 : port + index)
  return Array.from({ length: count }, (_, index) => ({
    name: `edge ${index + 1}`,
    region: `${REGION}-${index + 1}`,
    port: next(EDGE_PORT, index),
    controlPort: next(CONTROL_PORT, index),
  }))
}

/** How many edges `npm run fleet -- <count>` is to start. Throws on anything but one number of 1 to 16. */
export function parseEdgeCount(args: readonly string[]): number {
  const [text = '3', ...rest] = args
  const count = Number(text)
  if (rest.length === 0 && /^\d+$/.test(text) && count >= 1 && count <= 16) return count
  throw new Error(`How many edges? Give one number of 1 to 16, as in: npm run fleet -- 3`)
}
