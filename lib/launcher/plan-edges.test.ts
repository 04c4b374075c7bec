import { expect, test } from 'vitest'
import { parseEdgeCount, planEdges } from '@/lib/launcher/plan-edges'

const settings = { REGION: 'fra', EDGE_PORT: 8080, CONTROL_PORT: 9090 }

test('one edge gets the settings as they are', () => {
  expect(planEdges(settings, 1)).toEqual([{ name: 'edge', region: 'fra', port: 8080, controlPort: 9090 }])
})

test('each edge of several has ports and a region of its own', () => {
  expect(planEdges(settings, 2)).toEqual([
    { name: 'edge 1', region: 'fra-1', port: 8080, controlPort: 9090 },
    { name: 'edge 2', region: 'fra-2', port: 8081, controlPort: 9091 },
  ])
})

test('any free control port stays any free port', () => {
  const ports = planEdges({ ...settings, CONTROL_PORT: 0 }, 2).map(({ port, controlPort }) => [port, controlPort])
  expect(ports).toEqual([
    [8080, 0],
    [8081, 0],
  ])
})

test('edges for which there are no ports are refused, naming the setting', () => {
  expect(() => planEdges({ ...settings, EDGE_PORT: 65_534 }, 3)).toThrow('3 edges need 3 ports from EDGE_PORT on')
  expect(() => planEdges({ ...settings, CONTROL_PORT: 65_535 }, 2)).toThrow('lower CONTROL_PORT')
  expect(planEdges({ ...settings, EDGE_PORT: 65_534 }, 2).map(({ port }) => port)).toEqual([65_534, 65_535])
})

test.each([
  [[], 3],
  [['1'], 1],
  [['16'], 16],
])('the arguments %j ask for %i edges', (args, count) => {
  expect(parseEdgeCount(args)).toBe(count)
})

test.each([[['0']], [['17']], [['three']], [['-1']], [['2', '3']], [['1.5']]])(
  '%j is refused with what to say',
  (args) => {
    expect(() => parseEdgeCount(args)).toThrow('npm run fleet -- 3')
  },
)
