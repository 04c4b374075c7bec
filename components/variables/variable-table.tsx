import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
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
          <Th className={WIDE}>Environment</Th>
          <Th className={WIDE} title="Equal for equal values of this project. It reveals nothing else about a value.">
            Fingerprint
          </Th>
          <Th className={WIDE}>Set</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {variables.map((variable) => (
          <Tr key={`${variable.environment} ${variable.name}`}>
            <Td className="max-sm:whitespace-normal max-sm:py-2">
              <span className="break-all font-medium font-mono text-sm">{variable.name}</span>
              <div className="mt-1 flex flex-col items-start gap-1 text-muted text-sm sm:hidden">
                <Tag>{variable.environment}</Tag>
                <Fingerprint variable={variable} />
                <WhenSet variable={variable} />
              </div>
            </Td>
            <Td className={WIDE}>
              <Tag>{variable.environment}</Tag>
            </Td>
            <Td className={`${WIDE} text-muted text-sm`}>
              <Fingerprint variable={variable} />
            </Td>
            <Td className={`${WIDE} text-muted`}>
              <WhenSet variable={variable} />
            </Td>
            <ActionCell>
              <span className="inline-flex gap-1.5 max-sm:flex-col max-sm:py-2">
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

function Fingerprint({ variable: { fingerprint, key } }: { variable: Variable }) {
  return (
    <span>
      <span className="font-mono">{fingerprint}</span>
      {KEY_TEXT[key] && <span className="block text-danger">{KEY_TEXT[key]}</span>}
    </span>
  )
}

function WhenSet({ variable: { setAt, setBy } }: { variable: Variable }) {
  return (
    <span>
      <Ago at={setAt} /> <span className="text-faint">by {setBy}</span>
    </span>
  )
}

function nameOf({ name, environment }: Variable): string {
  return `${name} of ${environment}`
}
