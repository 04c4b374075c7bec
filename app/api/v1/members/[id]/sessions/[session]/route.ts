import { endpoints } from '@/lib/contract/endpoints'
import { revokeMemberSession } from '@/lib/ops/members/revoke-member-session'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.revokeMemberSession, revokeMemberSession)
