import { endpoints } from '@/lib/contract/endpoints'
import { getBypassReceipt } from '@/lib/ops/bypass-tokens/get-bypass-receipt'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getBypassReceipt, getBypassReceipt)
