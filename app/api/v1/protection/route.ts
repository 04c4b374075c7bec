import { endpoints } from '@/lib/contract/endpoints'
import { getProtection } from '@/lib/ops/protection/get-protection'
import { setProtection } from '@/lib/ops/protection/set-protection'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getProtection, getProtection)
export const PUT = route(endpoints.setProtection, setProtection)
