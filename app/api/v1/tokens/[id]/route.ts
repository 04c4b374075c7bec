import { endpoints } from '@/lib/contract/endpoints'
import { revokeToken } from '@/lib/ops/tokens/revoke-token'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.revokeToken, revokeToken)
