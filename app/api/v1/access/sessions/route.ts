import { endpoints } from '@/lib/contract/endpoints'
import { listSessions } from '@/lib/ops/access/list-sessions'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listSessions, listSessions)
