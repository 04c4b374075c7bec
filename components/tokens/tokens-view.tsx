'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { ApiTokensPanel } from '@/components/tokens/api-tokens-panel'
import { BypassPanels } from '@/components/tokens/bypass-panels'
import { BypassSheet } from '@/components/tokens/bypass-sheet'
import { TokenSheet } from '@/components/tokens/token-sheet'
import { Button } from '@/components/ui/button'
import { PageHead } from '@/components/ui/page-head'

/** Who may get past the cache or past protection, and who may automate. */
export function TokensView({ project }: { project: string }) {
  const [creating, setCreating] = useState<'bypass' | 'api'>()
  const close = () => setCreating(undefined)
  return (
    <>
      <PageHead
        title="Tokens"
        question="who may bypass or automate?"
        actions={
          <>
            <Button needs="admin" onClick={() => setCreating('api')}>
              <Plus aria-hidden="true" />
              New API token
            </Button>
            <Button needs="deploy" onClick={() => setCreating('bypass')}>
              <Plus aria-hidden="true" />
              New bypass token
            </Button>
          </>
        }
      />
      <div className="flex flex-col gap-4">
        <BypassPanels project={project} />
        <ApiTokensPanel project={project} />
      </div>
      <BypassSheet project={project} isOpen={creating === 'bypass'} onClose={close} />
      <TokenSheet project={project} isOpen={creating === 'api'} onClose={close} />
    </>
  )
}
