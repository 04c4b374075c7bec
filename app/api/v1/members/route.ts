import { endpoints } from '@/lib/contract/endpoints'
import { listMembers } from '@/lib/ops/members/list-members'
import { route } from '@/lib/server/route'

export const GET = route(endpoints.listMembers, listMembers)
