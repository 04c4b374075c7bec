import { endpoints } from '@/lib/contract/endpoints'
import { getWhatIf } from '@/lib/ops/usage/get-what-if'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getWhatIf, getWhatIf)
