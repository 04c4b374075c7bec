import { endpoints } from '@/lib/contract/endpoints'
import { withdrawInvitation } from '@/lib/ops/members/withdraw-invitation'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.withdrawInvitation, withdrawInvitation)
