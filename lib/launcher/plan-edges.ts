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

/**
 * Ports from those of the settings upwards, and a region for each. One edge alone gets the settings as they are. Throws where the
 * ports do not reach.
 */
export function planEdges({ REGION, EDGE_PORT, CONTROL_PORT }: Settings, count: number): readonly PlannedEdge[] {
  if (count === 1) return [{ name: 'edge', region: REGION, port: EDGE_PORT, controlPort: CONTROL_PORT }]
  for (const [name, first] of Object.entries({ EDGE_PORT, CONTROL_PORT })) {
    if (first + count - 1 <= 65_535) continue
    throw new Error(`${count} edges need ${count} ports from ${name} on, and there is none above 65535: lower ${name}.`)
  }
  const control = (index: number) => (CONTROL_PORT === 0 ? 0 : CONTROL_PORT + index)
  return Array.from({ length: count }, (_, index) => ({
    name: `edge ${index + 1}`,
    region: `${REGION}-${index + 1}`,
    port: EDGE_PORT + index,
    controlPort: control(index),
  }))
}

/** How many edges `npm run fleet -- <count>` is to start. Throws on anything but one number of 1 to 16. */
export function parseEdgeCount(args: readonly string[]): number {
  const [text = '3', ...rest] = args
  const count = Number(text)
  if (rest.length === 0 && /^\d+$/.test(text) && count >= 1 && count <= 16) return count
  throw new Error(`How many edges? Give one number of 1 to 16, as in: npm run fleet -- 3`)
}
