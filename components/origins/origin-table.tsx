import { Button } from '@/components/ui/button'
import { ActionCell, ActionHead, Table, TableBody, Td, Th, Tr } from '@/components/ui/table'

type OriginTableProps = { origins: readonly string[]; onForbid: (origin: string) => void }

/** Origins that a project may reach at private addresses. */
export function OriginTable({ origins, onForbid }: OriginTableProps) {
  return (
    <Table caption="Allowed origins">
      <thead>
        <tr>
          <Th>Origin</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {origins.map((origin) => (
          <Tr key={origin}>
            <Td className="break-all font-medium font-mono text-sm">{origin}</Td>
            <ActionCell>
              <Button size="small" needs="admin" onClick={() => onForbid(origin)}>
                Forbid…
                <span className="sr-only"> {origin}</span>
              </Button>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}
