'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { panelCommands } from '@/components/shell/panel-commands'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { SkeletonRows } from '@/components/ui/skeleton'
import { type VariableDraft, VariableSheet } from '@/components/variables/variable-sheet'
import { VariableTable } from '@/components/variables/variable-table'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'
import type { Variable } from '@/lib/contract/variables'
import { call } from '@/lib/queries/call'
import { variableQueries } from '@/lib/queries/variables'

const NEW: VariableDraft = { name: '', environments: ['production', 'preview'] }

/** What functions find in their environment beside what the build gave them. */
export function VariablesView({ project }: { project: string }) {
  const query = useQuery(variableQueries.list(project))
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState<VariableDraft>()
  const [doomed, setDoomed] = useState<Variable>()
  const remove = useMutation({
    mutationFn: ({ name, environment }: Variable) => call(endpoints.removeVariable, { project, name, environment }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: variableQueries.all() })
      setDoomed(undefined)
    },
  })
  return (
    <>
      <PageHead
        title="Variables"
        question="what are functions given?"
        actions={
          <>
            <CopyAs commands={() => panelCommands.variables(project)} />
            <Button needs="deploy" onClick={() => setDraft(NEW)}>
              <Plus aria-hidden="true" />
              Set a variable
            </Button>
          </>
        }
      />
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={4} label="Loading variables" />}
          failure="The variables could not be loaded."
        >
          {({ variables }) =>
            variables.length === 0 ? (
              <NoVariables project={project} />
            ) : (
              <VariableTable
                variables={variables}
                onReplace={({ name, environment }) => setDraft({ name, environments: [environment] })}
                onRemove={setDoomed}
              />
            )
          }
        </Loaded>
      </Panel>
      <VariableSheet project={project} draft={draft} onClose={() => setDraft(undefined)} />
      <ConfirmDialog
        isOpen={doomed !== undefined}
        onClose={() => {
          setDoomed(undefined)
          remove.reset()
        }}
        title={`Remove ${doomed?.name ?? ''} from ${doomed?.environment ?? ''}`}
        confirmLabel="Remove"
        tone="danger"
        isBusy={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed)}
      >
        <p>Functions restart without it. The value cannot be brought back from here.</p>
        {remove.error && <Refusal>{remove.error.message}</Refusal>}
      </ConfirmDialog>
    </>
  )
}

/** What stands where no variable was set yet. */
export function NoVariables({ project }: { project: string }) {
  return (
    <Empty title="No variable yet" command={commandLine('npx', 'freshet', 'env', 'set', 'NAME', '--project', project)}>
      Functions get variables beside those of their build. Values are sealed, and nothing shows them again.
    </Empty>
  )
}
