import { endpoints } from '@/lib/contract/endpoints'
import { inviteMember } from '@/lib/ops/members/invite-member'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.inviteMember, inviteMember)
