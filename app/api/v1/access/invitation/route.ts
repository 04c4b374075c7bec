import { endpoints } from '@/lib/contract/endpoints'
import { acceptInvitation } from '@/lib/ops/members/accept-invitation'
import { sessionRoute } from '@/lib/server/api/route'

export const POST = sessionRoute(endpoints.acceptInvitation, acceptInvitation)
