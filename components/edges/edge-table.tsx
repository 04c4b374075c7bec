import { EdgeStateMark } from '@/components/edges/edge-state'
import { lagOf } from '@/components/edges/fleet-words'
import { shortId } from '@/components/format/ids'
import { formatBytes, formatCount, NO_VALUE } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { Edge } from '@/lib/contract/edges'

/** Edges with how far each obeys the journal. */
export function EdgeTable({ edges }: { edges: readonly Edge[] }) {
  return (
    <Table caption="Edges and how far they are">
      <thead>
        <tr>
          <Th>Edge</Th>
          <Th>Region</Th>
          <Th>State</Th>
          <Th isNumber title="The newest journal number that it has applied">
            Journal
          </Th>
          <Th isNumber title="Journal rows that it has to apply still; one that no longer runs has none">
            Lag
          </Th>
          <Th isNumber title="Memory of its process, when it was last heard from">
            Memory
          </Th>
          <Th>Version</Th>
          <Th>Started</Th>
          <Th>Heartbeat</Th>
        </tr>
      </thead>
      <TableBody>
        {edges.map((edge) => (
          <Row key={edge.id} edge={edge} lag={lagOf(edge, edges)} />
        ))}
      </TableBody>
    </Table>
  )
}

function Row({ edge, lag }: { edge: Edge; lag: number | null }) {
  return (
    <Tr>
      <Td className="font-mono text-sm" title={edge.id}>
        {shortId(edge.id)}
      </Td>
      <Td>{edge.region}</Td>
      <Td>
        <EdgeStateMark {...edge} />
      </Td>
      <Td isNumber>{formatCount(edge.appliedSeq)}</Td>
      <Td isNumber className={lag ? 'text-status-stale' : undefined}>
        {lag === null ? NO_VALUE : formatCount(lag)}
      </Td>
      <Td isNumber>{edge.memoryBytes === null ? NO_VALUE : formatBytes(edge.memoryBytes)}</Td>
      <Td>{edge.version ?? NO_VALUE}</Td>
      <Td className="text-muted">
        <Ago at={edge.startedAt} />
      </Td>
      <Td className="text-muted">
        <Ago at={edge.heartbeatAt} />
      </Td>
    </Tr>
  )
}
