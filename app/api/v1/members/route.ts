import { endpoints } from '@/lib/contract/endpoints'
import { listMembers } from '@/lib/ops/members/list-members'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listMembers, listMembers)
