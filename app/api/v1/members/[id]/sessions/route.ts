import { endpoints } from '@/lib/contract/endpoints'
import { listMemberSessions } from '@/lib/ops/members/list-member-sessions'
import { route } from '@/lib/server/route'

export const GET = route(endpoints.listMemberSessions, listMemberSessions)
