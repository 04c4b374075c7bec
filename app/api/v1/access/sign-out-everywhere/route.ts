import { endpoints } from '@/lib/contract/endpoints'
import { signOutEverywhere } from '@/lib/ops/access/sign-out-everywhere'
import { signOutRoute } from '@/lib/server/api/route'

export const POST = signOutRoute(endpoints.signOutEverywhere, signOutEverywhere)
