import { endpoints } from '@/lib/contract/endpoints'
import { openApiDocument } from '@/lib/server/openapi'
import { publicRoute } from '@/lib/server/route'

export const GET = publicRoute(endpoints.getOpenApi, openApiDocument)
