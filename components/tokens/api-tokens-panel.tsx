'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useWithheld } from '@/components/access/role'
import { apiTokenCommands } from '@/components/tokens/token-commands'
import { TokenTable } from '@/components/tokens/token-table'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { TokenSummary } from '@/lib/contract/access'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'
import { accessQueries } from '@/lib/queries/access'
import { call } from '@/lib/queries/call'

/** Who may automate: API tokens of this project and of the whole installation. */
export function ApiTokensPanel({ project }: { project: string }) {
  const withheld = useWithheld('admin')
  const query = useQuery({ ...accessQueries.tokens(), enabled: withheld === undefined })
  const [doomed, setDoomed] = useState<TokenSummary>()
  return (
    <Panel
      title="API tokens"
      note="for the CLI and the REST API"
      actions={<CopyAs commands={() => apiTokenCommands()} />}
    >
      {withheld !== undefined && <Empty title="Only owners see API tokens">{withheld}</Empty>}
      <Loaded
        query={query}
        loading={withheld === undefined && <SkeletonRows count={4} label="Loading tokens" />}
        failure="The tokens could not be loaded."
      >
        {({ tokens }) => {
          const shown = tokens.filter((token) => token.project === null || token.project === project)
          return shown.length === 0 ? (
            <NoTokens project={project} />
          ) : (
            <TokenTable tokens={shown} onRevoke={setDoomed} />
          )
        }}
      </Loaded>
      <RevokeDialog token={doomed} onClose={() => setDoomed(undefined)} />
    </Panel>
  )
}

function RevokeDialog({ token, onClose }: { token: TokenSummary | undefined; onClose: () => void }) {
  const queryClient = useQueryClient()
  const revoke = useMutation({
    mutationFn: ({ id }: TokenSummary) => call(endpoints.revokeToken, { id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: accessQueries.all() })
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
      title={`Revoke “${token?.name ?? ''}”`}
      confirmLabel="Revoke"
      tone="danger"
      isBusy={revoke.isPending}
      onConfirm={() => token && revoke.mutate(token)}
    >
      <p>Whatever uses it is refused from now on. This cannot be undone.</p>
      {revoke.error && <Refusal>{revoke.error.message}</Refusal>}
    </ConfirmDialog>
  )
}

/** What stands where no token was made yet. */
export function NoTokens({ project }: { project: string }) {
  return (
    <Empty
      title="No token yet"
      command={commandLine('npx', 'freshet', 'token', 'create', '--name', `ci-${project}`, '--scope', 'deploy')}
    >
      Programs that deploy or purge sign in with a token.
    </Empty>
  )
}
