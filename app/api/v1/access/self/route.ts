import { endpoints } from '@/lib/contract/endpoints'
import { getSelf } from '@/lib/ops/access/get-self'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getSelf, getSelf)
