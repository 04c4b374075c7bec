import { endpoints } from '@/lib/contract/endpoints'
import { revokeToken } from '@/lib/ops/tokens/revoke-token'
import { route } from '@/lib/server/route'

export const DELETE = route(endpoints.revokeToken, revokeToken)
