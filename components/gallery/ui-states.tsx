'use client'

import { Example } from '@/components/gallery/example'
import { StateBadge, StatusBadge } from '@/components/status/status-badge'
import { STATUSES } from '@/components/status/statuses'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { CopyButton } from '@/components/ui/copy-button'
import { Failure } from '@/components/ui/failure'
import { Field, Input, Select } from '@/components/ui/field'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { entryState } from '@/lib/contract/paths'

/** The small parts. */
export function UiStates() {
  return (
    <>
      <Example name="Buttons">
        <div className="flex flex-wrap gap-2">
          <Button>Plain</Button>
          <Button tone="primary">Primary</Button>
          <Button tone="danger">Danger</Button>
          <Button tone="quiet">Quiet</Button>
          <Button disabled>Disabled</Button>
          <Button size="small">Small</Button>
          <CopyButton text="copied" label="Copy as CLI" showLabel />
        </div>
      </Example>
      <Example name="Statuses and states">
        <div className="flex flex-wrap gap-4">
          {STATUSES.map(({ status }) => (
            <StatusBadge key={status} status={status} />
          ))}
          <StatusBadge status="STALE" reason="stale_tag" />
          {entryState.options.map((state) => (
            <StateBadge key={state} state={state} />
          ))}
        </div>
      </Example>
      <Example name="Fields">
        <div className="grid max-w-2xl gap-4 sm:grid-cols-3">
          <Field label="With a hint" hint="What it means.">
            {(ids) => <Input {...ids} placeholder="Placeholder" />}
          </Field>
          <Field label="Refused" error="A path starts with a slash and has no query.">
            {(ids) => <Input {...ids} defaultValue="blog" />}
          </Field>
          <Field label="Choice">
            {(ids) => (
              <Select {...ids}>
                <option>One</option>
                <option>Other</option>
              </Select>
            )}
          </Field>
        </div>
      </Example>
      <Example name="Command">
        <CommandLine command="npx freshet purge --project storefront --domain shop.example.com --tag price:18 --yes" />
      </Example>
      <Example name="Banners">
        <Banner tone="danger" title="The database cannot be reached.">
          Edges go on serving what they have in memory. This page tries again by itself.
        </Banner>
        <Banner tone="info" title="Automatic promotion is off since the last roll back." />
      </Example>
      <Example name="Loading and error">
        <div className="grid gap-4 lg:grid-cols-2">
          <Panel title="Loading">
            <SkeletonRows count={4} label="Loading" />
          </Panel>
          <Panel title="Failed">
            <Failure
              title="The paths could not be loaded."
              message="The database does not answer. Nothing was changed."
              onRetry={() => undefined}
            />
          </Panel>
        </div>
      </Example>
    </>
  )
}
