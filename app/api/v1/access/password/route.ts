import { endpoints } from '@/lib/contract/endpoints'
import { changePassword } from '@/lib/ops/access/change-password'
import { sessionRoute } from '@/lib/server/api/route'

export const POST = sessionRoute(endpoints.changePassword, changePassword)
