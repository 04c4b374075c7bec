import { ExternalLink } from 'lucide-react'
import { actionFor } from '@/components/deployments/moves'
import { formatBytes, formatCount, formatOf, NO_VALUE } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import type { Deployment, DeploymentList } from '@/lib/contract/deployments'

export type MoveRequest = { readonly kind: 'promote' | 'roll_back'; readonly deployment: Deployment }

type DeploymentTableProps = {
  deployments: DeploymentList['deployments']
  onMove: (move: MoveRequest) => void
  onDelete: (id: string) => void
  onCompare: (compared: { readonly from: string; readonly to: string }) => void
}

/** Deployments, newest first: what is live, and what can be made so. */
export function DeploymentTable({ deployments, onMove, onDelete, onCompare }: DeploymentTableProps) {
  const live = deployments.find(({ isProduction }) => isProduction)
  return (
    <Table caption="Deployments, newest first">
      <thead>
        <tr>
          <Th>Deployment</Th>
          <Th>State</Th>
          <Th className={WIDE}>Source</Th>
          <Th className={WIDE}>Domains</Th>
          <Th isNumber className="hidden 2xl:table-cell">
            Files
          </Th>
          <Th isNumber className={WIDE}>
            Size
          </Th>
          <Th isNumber className={WIDE} title="Counted when the page was opened">
            Entries
          </Th>
          <Th isNumber className={WIDE} title="That it answered in the last 24 hours, on whatever host">
            Requests, 24 h
          </Th>
          <Th className={WIDE}>Made</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {deployments.map((deployment) => (
          <Tr key={deployment.id}>
            <Td>
              <a
                href={deployment.previewUrl}
                target="_blank"
                rel="noreferrer"
                title="Its own address, always there"
                className="inline-flex items-center gap-1.5 font-mono text-sm hover:underline"
              >
                {deployment.id}
                <ExternalLink aria-hidden="true" className="size-3 text-faint" />
              </a>
              <Below>
                <Facts deployment={deployment} />
              </Below>
            </Td>
            <Td>
              <DeploymentState deployment={deployment} />
            </Td>
            <Td className={`${WIDE} max-w-44 truncate`}>
              {deployment.source ?? '–'} <span className="text-faint">{deployment.framework}</span>
            </Td>
            <Td className={`${WIDE} max-w-44 truncate text-muted 2xl:max-w-60`} title={deployment.domains.join('\n')}>
              {deployment.domains.join(', ') || <span className="text-faint">own address only</span>}
            </Td>
            <Td isNumber className="hidden 2xl:table-cell">
              {formatCount(deployment.fileCount)}
            </Td>
            <Td isNumber className={WIDE}>
              {formatBytes(deployment.sizeBytes)}
            </Td>
            <Td isNumber className={WIDE}>
              {deployment.entryCount === null ? NO_VALUE : formatCount(deployment.entryCount)}
            </Td>
            <Td isNumber className={WIDE}>
              {formatCount(deployment.requests)}
            </Td>
            <Td className={`${WIDE} text-muted`} title={`by ${deployment.createdBy}`}>
              <Ago at={deployment.createdAt} />{' '}
              <span className="hidden text-faint 2xl:inline">by {deployment.createdBy}</span>
            </Td>
            <ActionCell>
              <span className="inline-flex items-center gap-1.5 max-sm:flex-col max-sm:items-stretch max-sm:py-1.5">
                <CompareButton deployment={deployment} live={live} onCompare={onCompare} />
                <MoveButton deployment={deployment} live={live} onMove={onMove} />
                <DeleteButton deployment={deployment} onDelete={onDelete} />
              </span>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

/** What the columns beside it say. */
function Facts({ deployment: { domains, source, framework, sizeBytes, entryCount, createdAt, createdBy } }: RowProps) {
  return (
    <>
      <span className="wrap-anywhere">{domains.join(', ') || 'own address only'}</span>
      <span>
        {source ?? framework}, {formatBytes(sizeBytes)}
        {entryCount !== null && `, ${formatOf(entryCount, 'entry', 'entries')}`}
      </span>
      <span>
        <Ago at={createdAt} /> by {createdBy}
      </span>
    </>
  )
}

type RowProps = { deployment: Deployment }

type MoveButtonProps = {
  deployment: Deployment
  live: Deployment | undefined
  onMove: (move: MoveRequest) => void
}

function MoveButton({ deployment, live, onMove }: MoveButtonProps) {
  const kind = actionFor(deployment, live)
  if (kind === null) return null
  return (
    <Button size="small" needs="deploy" onClick={() => onMove({ kind, deployment })}>
      {kind === 'promote' ? 'Promote…' : 'Roll back…'}
      <span className="sr-only"> {deployment.id}</span>
    </Button>
  )
}

/** With what visitors are shown now: what a promotion would change. */
function CompareButton({
  deployment,
  live,
  onCompare,
}: Omit<MoveButtonProps, 'onMove'> & Pick<DeploymentTableProps, 'onCompare'>) {
  if (live === undefined || live.id === deployment.id || deployment.state === 'uploading') return null
  return (
    <Button size="small" tone="quiet" onClick={() => onCompare({ from: live.id, to: deployment.id })}>
      Compare<span className="sr-only"> {deployment.id} with what is live</span>
    </Button>
  )
}

/** Not offered for what visitors are shown: that has to move first. */
function DeleteButton({ deployment, onDelete }: { deployment: Deployment; onDelete: (id: string) => void }) {
  if (deployment.state === 'deleted' || deployment.domains.length > 0) return null
  return (
    <Button size="small" needs="deploy" onClick={() => onDelete(deployment.id)}>
      Delete…<span className="sr-only"> {deployment.id}</span>
    </Button>
  )
}

function DeploymentState({ deployment: { state, isProduction } }: { deployment: Deployment }) {
  const isUploading = state === 'uploading'
  const color = isUploading ? 'text-status-stale' : 'text-muted'
  return (
    <span
      className={cn('inline-flex items-center gap-1.5 font-medium text-sm', isProduction ? 'text-status-hit' : color)}
    >
      <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
      {isProduction ? 'live' : state}
    </span>
  )
}
