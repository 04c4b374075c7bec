'use client'

import { Example } from '@/components/gallery/example'
import { DraftLinkForm, MadeDraftLink } from '@/components/protection/draft-link-sheet'
import { DraftLinkTable } from '@/components/protection/draft-link-table'
import { ProtectionForm } from '@/components/protection/protection-form'
import { NoDraftLinks } from '@/components/protection/settings-view'
import { draftLinkWith, protectionWith } from '@/components/testing/protections'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

const ignore = () => undefined

/** Protection and draft links: open and protected, full, empty, loading, failed, the form and the link it makes. */
export function ProtectionStates() {
  return (
    <Example name="Protection">
      <Panel title="Protection">
        <ProtectionForm shown={protectionWith()} />
      </Panel>
      <Panel title="Draft links">
        <DraftLinkTable
          links={[
            draftLinkWith(),
            draftLinkWith({ id: 'dfl_2', note: 'the agency', state: 'expired', useCount: 12 }),
            draftLinkWith({ id: 'dfl_3', note: 'a laptop that was lost', state: 'revoked', lastUsedAt: null }),
          ]}
          onRevoke={ignore}
        />
      </Panel>
      <Panel title="Draft links">
        <NoDraftLinks url="https://shop.example.com" />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading draft links" />
      </Panel>
      <Panel>
        <Failure title="The protection could not be loaded." message="The database does not answer." onRetry={ignore} />
      </Panel>
      <Panel>
        <div className="p-4">
          <DraftLinkForm url="https://shop.example.com/news/42" />
        </div>
      </Panel>
      <Panel>
        <div className="p-4">
          <MadeDraftLink
            made={{
              url: `https://shop.example.com/.well-known/freshet/draft?link=${'eyJpZCI6ImRmbF8x'.repeat(12)}`,
              leaveUrl: 'https://shop.example.com/.well-known/freshet/draft/leave?to=%2Fnews%2F42',
              link: draftLinkWith(),
            }}
          />
        </div>
      </Panel>
    </Example>
  )
}
