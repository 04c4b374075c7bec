import { endpoints } from '@/lib/contract/endpoints'
import { listMemberSessions } from '@/lib/ops/members/list-member-sessions'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listMemberSessions, listMemberSessions)
