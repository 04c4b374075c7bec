import { formatCoarse, formatMilliseconds } from '@/components/format/durations'
import { formatBytes, NO_VALUE } from '@/components/format/numbers'
import { StatusBadge } from '@/components/status/status-badge'
import { cn } from '@/components/ui/cn'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { LiveRequest } from '@/lib/contract/live'

type LiveTableProps = { rows: readonly LiveRequest[]; onShow: (request: LiveRequest) => void }

/** Requests, newest first. */
export function LiveTable({ rows, onShow }: LiveTableProps) {
  return (
    <Table caption="Requests, newest first" isLong>
      <thead>
        <tr>
          <Th>Time (UTC)</Th>
          <Th>Status</Th>
          <Th>Request</Th>
          <Th isNumber>Code</Th>
          <Th isNumber>Took</Th>
          <Th isNumber>Age</Th>
          <Th isNumber>Size</Th>
          <Th>Host</Th>
          <Th>Region</Th>
        </tr>
      </thead>
      <TableBody>
        {rows.map((request) => (
          <LiveRow key={request.id} request={request} onShow={onShow} />
        ))}
      </TableBody>
    </Table>
  )
}

function LiveRow({ request, onShow }: { request: LiveRequest; onShow: LiveTableProps['onShow'] }) {
  const { at, status, reason, method, path, code, durationMs, ageSeconds, bytes, host, region } = request
  return (
    <Tr>
      <Td className="font-mono text-muted text-sm">{timeOf(at)}</Td>
      <Td>
        <StatusBadge status={status} reason={reason} />
      </Td>
      <Td className="max-w-60 sm:max-w-96">
        <button
          type="button"
          onClick={() => onShow(request)}
          title={`${method} ${path}`}
          className="block max-w-full truncate rounded-sm text-left font-mono text-sm hover:underline"
        >
          {method !== 'GET' && <span className="text-muted">{method} </span>}
          {path}
        </button>
      </Td>
      <Td isNumber className={cn(code >= 500 && 'font-medium text-danger')}>
        {code}
      </Td>
      <Td isNumber>{formatMilliseconds(durationMs)}</Td>
      <Td isNumber className="text-muted">
        {ageSeconds === null ? NO_VALUE : formatCoarse(ageSeconds)}
      </Td>
      <Td isNumber className="text-muted">
        {formatBytes(bytes)}
      </Td>
      <Td className="max-w-52 truncate text-muted" title={host}>
        {host}
      </Td>
      <Td className="text-muted">{region}</Td>
    </Tr>
  )
}

/** The time of day to the millisecond. */
function timeOf(at: string): string {
  return at.slice(11, 23)
}
