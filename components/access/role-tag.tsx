'use client'

import { useRole } from '@/components/access/role'
import { Tag } from '@/components/ui/tag'

const MAY = {
  operator: 'An operator sees, purges and deploys. Settings, tokens and members are for owners.',
  viewer: 'A viewer sees everything and changes nothing. Ask an owner for another role.',
} as const

/** Says in the frame of every page why some actions cannot be chosen; owners have them all. */
export function RoleTag() {
  const role = useRole()
  if (role === 'owner') return null
  return (
    <span title={MAY[role]} className="inline-flex">
      <Tag>{role}</Tag>
      <span className="sr-only">{MAY[role]}</span>
    </span>
  )
}
