import { formatCount, formatOf } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { BypassToken } from '@/lib/contract/bypass-tokens'

type BypassTableProps = {
  tokens: readonly BypassToken[]
  onRotate: (token: BypassToken) => void
  onRevoke: (token: BypassToken) => void
}

/** Bypass tokens without their secrets. */
export function BypassTable({ tokens, onRotate, onRevoke }: BypassTableProps) {
  return (
    <Table caption="Bypass tokens of this project">
      <thead>
        <tr>
          <Th>Note</Th>
          <Th className={WIDE}>Opens</Th>
          <Th className={WIDE}>Where</Th>
          <Th className={WIDE}>Last used</Th>
          <Th isNumber className={WIDE}>
            Uses
          </Th>
          <Th isNumber className={WIDE}>
            Refused
          </Th>
          <Th className={WIDE}>Ends</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {tokens.map((token) => (
          <Row key={token.id} token={token} onRotate={onRotate} onRevoke={onRevoke} />
        ))}
      </TableBody>
    </Table>
  )
}

type RowProps = { token: BypassToken } & Pick<BypassTableProps, 'onRotate' | 'onRevoke'>

function Row({ token, onRotate, onRevoke }: RowProps) {
  const { note, uses, refusals, createdAt, createdBy, lastRefusedAt, lastRefusedFrom, state } = token
  const holds = state === 'holds' || state === 'ending'
  return (
    <Tr className={holds ? undefined : 'text-faint'}>
      <Td className="py-1.5">
        <span
          className="block max-w-64 truncate font-medium max-sm:wrap-anywhere max-sm:whitespace-normal"
          title={note}
        >
          {note}
        </span>
        <span
          className="block max-w-64 truncate text-faint text-xs max-sm:whitespace-normal"
          title={`made ${createdAt} by ${createdBy}`}
        >
          <span className="font-mono">{token.id}</span> by {createdBy}
        </span>
        <Facts token={token} />
      </Td>
      <Td className={WIDE}>
        <Purposes token={token} />
      </Td>
      <Td className={WIDE}>
        <Where token={token} />
      </Td>
      <Td className={`${WIDE} text-muted`}>
        <Use at={token.lastUsedAt} from={token.lastUsedFrom} />
      </Td>
      <Td isNumber className={WIDE}>
        {formatCount(uses)}
      </Td>
      <Td isNumber className={cn(WIDE, refusals > 0 && !holds && 'text-danger')}>
        <span title={lastRefusedAt === null ? undefined : `last at ${lastRefusedAt} from ${lastRefusedFrom}`}>
          {formatCount(refusals)}
        </span>
      </Td>
      <Td className={`${WIDE} text-muted`}>
        <End token={token} />
      </Td>
      <ActionCell>{holds ? <Actions token={token} onRotate={onRotate} onRevoke={onRevoke} /> : state}</ActionCell>
    </Tr>
  )
}

function Actions({ token, onRotate, onRevoke }: RowProps) {
  const { note, state } = token
  return (
    <span className="inline-flex gap-1.5 max-sm:flex-col max-sm:py-1.5">
      {state === 'holds' && (
        <Button size="small" needs="deploy" onClick={() => onRotate(token)}>
          Rotate…
          <span className="sr-only"> {note}</span>
        </Button>
      )}
      <Button size="small" needs="deploy" onClick={() => onRevoke(token)}>
        Revoke…
        <span className="sr-only"> {note}</span>
      </Button>
    </span>
  )
}

/** What the columns beside it say. */
function Facts({ token }: { token: BypassToken }) {
  const { uses, refusals, lastUsedAt, lastUsedFrom, revokedAt, state } = token
  return (
    <Below>
      <Purposes token={token} /> <Where token={token} />
      <span>
        {formatOf(uses, 'use', 'uses')}, {formatCount(refusals)} refused, last used{' '}
        <Use at={lastUsedAt} from={lastUsedFrom} />
      </span>
      <span>
        {revokedAt === null && state !== 'ending' && 'ends '}
        <End token={token} />
      </span>
    </Below>
  )
}

function Purposes({ token: { purposes } }: { token: BypassToken }) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      {purposes.map((purpose) => (
        <Tag key={purpose}>{purpose}</Tag>
      ))}
    </span>
  )
}

function Where({ token: { paths, deployments } }: { token: BypassToken }) {
  if (paths.length === 0 && deployments.length === 0) return <span className="text-muted">everywhere</span>
  const [first, ...others] = [...paths, ...deployments]
  return (
    <span title={[...paths, ...deployments].join('\n')}>
      <Tag>{first ?? ''}</Tag>
      {others.length > 0 && <span className="text-faint"> and {others.length} more</span>}
    </span>
  )
}

function Use({ at, from }: { at: string | null; from: string | null }) {
  if (at === null) return 'never'
  return (
    <>
      <Ago at={at} />
      <span className="block text-faint text-xs">from {from}</span>
    </>
  )
}

function End({ token: { state, expiresAt, revokedAt } }: { token: BypassToken }) {
  if (revokedAt !== null) {
    return (
      <>
        revoked <Ago at={revokedAt} />
      </>
    )
  }
  if (expiresAt === null) return 'when revoked'
  const day = expiresAt.replace('T', ' ').slice(0, 16)
  if (state === 'ending')
    return (
      <span className="text-text">
        rotated, holds <span className="block text-muted text-xs">until {day}</span>
      </span>
    )
  return <time dateTime={expiresAt}>{expiresAt.slice(0, 10)}</time>
}
