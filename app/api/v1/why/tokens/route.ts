import { endpoints } from '@/lib/contract/endpoints'
import { createWhyToken } from '@/lib/ops/why/create-why-token'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.createWhyToken, createWhyToken)
