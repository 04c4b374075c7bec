import { endpoints } from '@/lib/contract/endpoints'
import { revokeBypassToken } from '@/lib/ops/bypass-tokens/revoke-bypass-token'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.revokeBypassToken, revokeBypassToken)
