import { endpoints } from '@/lib/contract/endpoints'
import { signOut } from '@/lib/ops/access/sign-out'
import { signOutRoute } from '@/lib/server/api/route'

export const POST = signOutRoute(endpoints.signOut, signOut)
