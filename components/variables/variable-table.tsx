import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { Variable } from '@/lib/contract/variables'

type VariableTableProps = {
  variables: readonly Variable[]
  onReplace: (variable: Variable) => void
  onRemove: (variable: Variable) => void
}

const KEY_TEXT: Readonly<Record<Variable['key'], string | null>> = {
  current: null,
  old: 'sealed with an older key: set it again',
  missing: 'its key is not here: functions do not start',
}

/** Variables without their values: nothing could show them. */
export function VariableTable({ variables, onReplace, onRemove }: VariableTableProps) {
  return (
    <Table caption="Variables">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Environment</Th>
          <Th title="Equal for equal values of this project. It reveals nothing else about a value.">Fingerprint</Th>
          <Th>Set</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {variables.map((variable) => (
          <Tr key={`${variable.environment} ${variable.name}`}>
            <Td className="font-medium font-mono text-sm">{variable.name}</Td>
            <Td>
              <Tag>{variable.environment}</Tag>
            </Td>
            <Td className="font-mono text-muted text-sm">
              {variable.fingerprint}
              {KEY_TEXT[variable.key] && <span className="block font-sans text-danger">{KEY_TEXT[variable.key]}</span>}
            </Td>
            <Td className="text-muted">
              <Ago at={variable.setAt} /> <span className="text-faint">by {variable.setBy}</span>
            </Td>
            <ActionCell>
              <span className="inline-flex gap-1.5">
                <Button size="small" needs="deploy" onClick={() => onReplace(variable)}>
                  Replace…
                  <span className="sr-only"> {nameOf(variable)}</span>
                </Button>
                <Button size="small" needs="deploy" onClick={() => onRemove(variable)}>
                  Remove…
                  <span className="sr-only"> {nameOf(variable)}</span>
                </Button>
              </span>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function nameOf({ name, environment }: Variable): string {
  return `${name} of ${environment}`
}
