import { endpoints } from '@/lib/contract/endpoints'
import { signIn } from '@/lib/ops/access/sign-in'
import { sessionRoute } from '@/lib/server/api/route'

export const POST = sessionRoute(endpoints.signIn, signIn)
