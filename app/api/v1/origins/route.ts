import { endpoints } from '@/lib/contract/endpoints'
import { allowOrigin } from '@/lib/ops/origins/allow-origin'
import { forbidOrigin } from '@/lib/ops/origins/forbid-origin'
import { listOrigins } from '@/lib/ops/origins/list-origins'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listOrigins, listOrigins)
export const POST = route(endpoints.allowOrigin, allowOrigin)
export const DELETE = route(endpoints.forbidOrigin, forbidOrigin)
