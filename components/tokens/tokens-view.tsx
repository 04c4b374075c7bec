'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { commandLine } from '@/components/format/shell'
import { TokenSheet } from '@/components/tokens/token-sheet'
import { TokenTable } from '@/components/tokens/token-table'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { TokenSummary } from '@/lib/contract/access'
import { endpoints } from '@/lib/contract/endpoints'
import { accessQueries } from '@/lib/queries/access'
import { call } from '@/lib/queries/call'

/** Who may automate: tokens of this project and of the whole installation. */
export function TokensView({ project }: { project: string }) {
  const query = useQuery(accessQueries.tokens())
  const queryClient = useQueryClient()
  const [isCreating, setIsCreating] = useState(false)
  const [doomed, setDoomed] = useState<TokenSummary>()
  const revoke = useMutation({
    mutationFn: ({ id }: TokenSummary) => call(endpoints.revokeToken, { id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: accessQueries.all() })
      setDoomed(undefined)
    },
  })
  return (
    <>
      <PageHead
        title="Tokens"
        question="who may automate?"
        actions={
          <Button onClick={() => setIsCreating(true)}>
            <Plus aria-hidden="true" />
            New token
          </Button>
        }
      />
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={4} label="Loading tokens" />}
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
      </Panel>
      <TokenSheet project={project} isOpen={isCreating} onOpenChange={setIsCreating} />
      <ConfirmDialog
        isOpen={doomed !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) setDoomed(undefined)
        }}
        title={`Revoke “${doomed?.name ?? ''}”`}
        confirmLabel="Revoke"
        tone="danger"
        isBusy={revoke.isPending}
        onConfirm={() => doomed && revoke.mutate(doomed)}
      >
        <p>Whatever uses it is refused from now on. This cannot be undone.</p>
        {revoke.error && <p role="alert">{revoke.error.message}</p>}
      </ConfirmDialog>
    </>
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
