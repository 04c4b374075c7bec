'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ReceiptPanel } from '@/components/purges/receipt-panel'
import { BakedPanel } from '@/components/tokens/baked-panel'
import { BypassTable } from '@/components/tokens/bypass-table'
import { RotateSheet } from '@/components/tokens/rotate-sheet'
import { bypassCommands } from '@/components/tokens/token-commands'
import { WrongPanel } from '@/components/tokens/wrong-panel'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { BypassToken, RevokeBypassTokenResult } from '@/lib/contract/bypass-tokens'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'
import { bypassTokenQueries } from '@/lib/queries/bypass-tokens'
import { call } from '@/lib/queries/call'

/** Bypass tokens of a project, those of its builds, and wrong ones. */
export function BypassPanels({ project }: { project: string }) {
  const query = useQuery(bypassTokenQueries.list(project))
  const [rotated, setRotated] = useState<BypassToken>()
  const [doomed, setDoomed] = useState<BypassToken>()
  const [revoked, setRevoked] = useState<RevokeBypassTokenResult>()
  return (
    <>
      {revoked && (
        <div className="-mb-4">
          <Revoked revoked={revoked} onClose={() => setRevoked(undefined)} />
        </div>
      )}
      <Panel title="Bypass tokens" actions={<CopyAs commands={() => bypassCommands(project)} />}>
        <Loaded
          query={query}
          loading={<SkeletonRows count={4} label="Loading bypass tokens" />}
          failure="The bypass tokens could not be loaded."
        >
          {({ tokens }) =>
            tokens.length === 0 ? (
              <NoBypassTokens project={project} />
            ) : (
              <BypassTable tokens={tokens} onRotate={setRotated} onRevoke={setDoomed} />
            )
          }
        </Loaded>
      </Panel>
      {query.data && (
        <>
          <BakedPanel project={project} baked={query.data.baked} />
          <WrongPanel project={project} wrong={query.data.wrong} />
        </>
      )}
      <RotateSheet token={rotated} onClose={() => setRotated(undefined)} />
      <RevokeDialog token={doomed} onClose={() => setDoomed(undefined)} onRevoked={setRevoked} />
    </>
  )
}

type RevokeDialogProps = {
  token: BypassToken | undefined
  onClose: () => void
  onRevoked: (revoked: RevokeBypassTokenResult) => void
}

function RevokeDialog({ token, onClose, onRevoked }: RevokeDialogProps) {
  const queryClient = useQueryClient()
  const revoke = useMutation({
    mutationFn: ({ id }: BypassToken) => call(endpoints.revokeBypassToken, { id }),
    onSuccess: async (revoked) => {
      await queryClient.invalidateQueries({ queryKey: bypassTokenQueries.all() })
      onRevoked(revoked)
      close()
    },
  })
  /** Reset on closing: what went wrong with one token does not concern the next. */
  function close() {
    revoke.reset()
    onClose()
  }

  return (
    <ConfirmDialog
      isOpen={token !== undefined}
      onClose={close}
      title={`Revoke “${token?.note ?? ''}”`}
      confirmLabel="Revoke"
      tone="danger"
      isBusy={revoke.isPending}
      onConfirm={() => token && revoke.mutate(token)}
    >
      <p>
        Every edge refuses it from now on and answers as if no token had been sent. This cannot be undone. To replace a
        secret without interrupting its users, rotate it instead.
      </p>
      {revoke.error && <Refusal>{revoke.error.message}</Refusal>}
    </ConfirmDialog>
  )
}

const LOOK_MS = 250

/** Which edges obey, asked again until all do. */
function Revoked({ revoked, onClose }: { revoked: RevokeBypassTokenResult; onClose: () => void }) {
  const { summary, seq } = revoked
  const { data, error } = useQuery({
    ...bypassTokenQueries.receipt(summary.project, seq ?? 0),
    enabled: seq !== null,
    refetchInterval: ({ state }) => (state.data?.receipt.stragglers.length === 0 ? false : LOOK_MS),
  })
  return (
    <Banner
      tone="info"
      title={seq === null ? `“${summary.note}” had already ended.` : `Revoked “${summary.note}”.`}
      action={
        <Button size="small" onClick={onClose}>
          Close
        </Button>
      }
    >
      {seq !== null && <ReceiptPanel receipt={data?.receipt} failure={error?.message} />}
    </Banner>
  )
}

/** What stands where no bypass token was made yet. */
export function NoBypassTokens({ project }: { project: string }) {
  return (
    <Empty
      title="No bypass token yet"
      command={commandLine(
        ...['npx', 'freshet', 'bypass', 'create', '--project', project, '--note', 'CMS webhook'],
        ...['--for', 'revalidate', '--path', '/blog/*'],
      )}
    >
      A bypass token lets an editor see drafts, a webhook regenerate pages, or a test get past protection. Unlike the
      token of a build, it can be confined to paths and deployments, rotated and revoked.
    </Empty>
  )
}
