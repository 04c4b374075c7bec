import { endpoints } from '@/lib/contract/endpoints'
import { revokeSession } from '@/lib/ops/access/revoke-session'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.revokeSession, revokeSession)
