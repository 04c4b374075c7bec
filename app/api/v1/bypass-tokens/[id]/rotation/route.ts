import { endpoints } from '@/lib/contract/endpoints'
import { rotateBypassToken } from '@/lib/ops/bypass-tokens/rotate-bypass-token'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.rotateBypassToken, rotateBypassToken)
