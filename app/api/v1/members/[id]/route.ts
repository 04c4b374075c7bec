import { endpoints } from '@/lib/contract/endpoints'
import { changeMember } from '@/lib/ops/members/change-member'
import { removeMember } from '@/lib/ops/members/remove-member'
import { route } from '@/lib/server/api/route'

export const PUT = route(endpoints.changeMember, changeMember)
export const DELETE = route(endpoints.removeMember, removeMember)
