import { endpoints } from '@/lib/contract/endpoints'
import { createToken } from '@/lib/ops/tokens/create-token'
import { listTokens } from '@/lib/ops/tokens/list-tokens'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listTokens, listTokens)
export const POST = route(endpoints.createToken, createToken)
