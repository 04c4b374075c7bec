import { endpoints } from '@/lib/contract/endpoints'
import { createBypassToken } from '@/lib/ops/bypass-tokens/create-bypass-token'
import { listBypassTokens } from '@/lib/ops/bypass-tokens/list-bypass-tokens'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listBypassTokens, listBypassTokens)
export const POST = route(endpoints.createBypassToken, createBypassToken)
