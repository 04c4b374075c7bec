'use client'

import { Example } from '@/components/gallery/example'
import { variableWith } from '@/components/testing/operations'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { VariableForm } from '@/components/variables/variable-sheet'
import { VariableTable } from '@/components/variables/variable-table'
import { NoVariables } from '@/components/variables/variables-view'

const ignore = () => undefined

/** Variables: full, with keys that are old or not here, empty, loading, failed, and the form. */
export function VariableStates() {
  return (
    <Example name="Variables">
      <Panel>
        <VariableTable
          variables={[
            variableWith(),
            variableWith({ environment: 'preview', fingerprint: '77d0e2b1' }),
            variableWith({ name: 'PAYMENT_KEY_WITH_A_RATHER_LONG_NAME', key: 'old', setBy: 'token:ci' }),
            variableWith({ name: 'SEARCH_KEY', key: 'missing' }),
          ]}
          onReplace={ignore}
          onRemove={ignore}
        />
      </Panel>
      <Panel>
        <NoVariables project="storefront" />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading variables" />
      </Panel>
      <Panel>
        <Failure
          title="The variables could not be loaded."
          message="FRESHET_SECRET_KEY holds no usable key."
          onRetry={ignore}
        />
      </Panel>
      <Panel>
        <div className="p-4">
          <VariableForm
            project="storefront"
            draft={{ name: 'CMS_TOKEN', environments: ['production'] }}
            onSet={ignore}
          />
        </div>
      </Panel>
    </Example>
  )
}
