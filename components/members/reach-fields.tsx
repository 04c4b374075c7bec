'use client'

import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { type Reach, ROLE_TEXT } from '@/components/members/member-words'
import { Field, Select } from '@/components/ui/field'
import { SkeletonRows } from '@/components/ui/skeleton'
import { role as anyRole } from '@/lib/contract/access'
import { projectQueries } from '@/lib/queries/projects'

type ReachFieldsProps = { reach: Reach; fault: string | undefined; onChange: (reach: Reach) => void }

/** Role, and the projects it is for. */
export function ReachFields({ reach, fault, onChange }: ReachFieldsProps) {
  const { role, projects } = reach
  const { data } = useQuery(projectQueries.list())
  const names = data?.projects.map(({ name }) => name)
  return (
    <>
      <Field label="Role">
        {(ids) => (
          <Select
            {...ids}
            value={role}
            onChange={({ target }) => onChange({ projects, role: anyRole.parse(target.value) })}
          >
            {anyRole.options.toReversed().map((option) => (
              <option key={option} value={option}>
                {ROLE_TEXT[option]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {role !== 'owner' && (
        <Field
          label="Projects"
          hint="A member confined to some projects does not see the others."
          {...(fault === undefined ? {} : { error: fault })}
        >
          {(ids) => (
            <Select
              {...ids}
              value={projects === undefined ? 'all' : 'some'}
              onChange={({ target }) => onChange({ role, projects: target.value === 'all' ? undefined : [] })}
            >
              <option value="all">all, also those to come</option>
              <option value="some">only some</option>
            </Select>
          )}
        </Field>
      )}
      {role !== 'owner' && projects !== undefined && (
        <ProjectChecks names={names} chosen={projects} onChange={(next) => onChange({ role, projects: next })} />
      )}
    </>
  )
}

type ProjectChecksProps = {
  /** `undefined`: not known yet. */
  names: readonly string[] | undefined
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}

function ProjectChecks({ names, chosen, onChange }: ProjectChecksProps) {
  const group = useId()
  return (
    <fieldset className="flex max-h-56 flex-col gap-1 overflow-y-auto rounded-md border border-line p-2">
      <legend className="sr-only">Which projects</legend>
      {names === undefined && <SkeletonRows count={2} label="Loading projects" />}
      {names?.map((name) => (
        <label
          key={name}
          htmlFor={`${group}-${name}`}
          className="flex items-center gap-2 rounded-md px-1.5 py-1 hover:bg-sunken"
        >
          <input
            id={`${group}-${name}`}
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
            }
          />
          <span className="truncate">{name}</span>
        </label>
      ))}
      {names?.length === 0 && <p className="text-muted">There is no project yet.</p>}
    </fieldset>
  )
}
